using Google.Protobuf.WellKnownTypes;

namespace Directives.Gateway;

/// <summary>Values that several services share, from the grains' form to the API's. Enums have the same numbers in both.</summary>
internal static class CommonMapping
{
    public static V1.LocalText ToWire(this LocalText text) => new() { En = text.En, Ur = text.Ur };

    public static LocalText ToText(this V1.LocalText? text) => text is null ? new LocalText("", "") : new LocalText(text.En, text.Ur);

    public static Timestamp ToWire(this DateTimeOffset time) => Timestamp.FromDateTimeOffset(time);

    public static Timestamp? ToWire(this DateTimeOffset? time) => time is { } known ? known.ToWire() : null;

    public static string? NullIfEmpty(this string text) => text.Length == 0 ? null : text;

    public static V1.Incumbent? ToWire(this Incumbent? incumbent) => incumbent is null ? null : new V1.Incumbent
    {
        Person = incumbent.Person,
        Name = incumbent.Name.ToWire(),
        Charge = (V1.ChargeKind)incumbent.Charge,
    };

    public static V1.OperationOutcome ToWire(this OperationOutcome? outcome, string operationId) => outcome is null
        ? throw RefusedException.NotFound($"operation {operationId} that took effect here")
        : new V1.OperationOutcome { OperationId = outcome.OperationId, Fact = outcome.Fact, At = outcome.At.ToWire() };

    /// <summary>The number that was asked for, or the usual one for 0.</summary>
    public static int OrUsual(this int asked, int usual) => asked == 0 ? usual : asked;
}
