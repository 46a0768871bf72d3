namespace Directives.Gateway;

/// <summary>Who holds which post, from the grains' form to the API's.</summary>
internal static class ChargeMapping
{
    public static V1.Incumbency ToWire(this Incumbency incumbency) => new()
    {
        Post = incumbency.Post,
        Incumbent = incumbency.Incumbent.ToWire(),
        From = ToWire(incumbency.From),
        Until = ToWire(incumbency.Until),
        To = ToWire(incumbency.To),
        ServedAnew = { incumbency.ServedAnew },
    };

    public static V1.Delegation ToWire(this Delegation delegation, string post) => new()
    {
        Post = post,
        Person = delegation.Person,
        Name = delegation.Name.ToWire(),
        Until = delegation.Until.ToWire(),
    };

    private static string ToWire(DateOnly? day) => day is { } known ? Days.Write(known) : "";
}
