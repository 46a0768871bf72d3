namespace Directives.Gateway;

/// <summary>Endorsements, from the grains' form to the API's.</summary>
internal static class EndorsementMapping
{
    /// <summary>Without the texts.</summary>
    public static V1.Endorsement ToWire(this Endorsement endorsement) => new()
    {
        Department = endorsement.Department,
        Number = endorsement.Number,
        Version = endorsement.Version,
        At = endorsement.At.ToWire(),
        AcknowledgeBy = endorsement.AcknowledgeBy.ToWire(),
        ComplyBy = endorsement.ComplyBy.ToWire(),
    };

    /// <param name="name">Of the department that gave it.</param>
    public static V1.Endorsement ToWire(this GivenEndorsement given, LocalText name)
    {
        var wire = given.Endorsement.ToWire();
        wire.Name = name.ToWire();
        wire.Instructions = given.Instructions.ToWire();
        wire.By = given.By;
        return wire;
    }

    public static EndorseCommand ToCommand(this V1.EndorseRequest request, string by) => new(
        request.OperationId, request.Directive, request.Version, by, request.Instructions.ToText(),
        Days.Read(request.AcknowledgeBy), Days.Read(request.ComplyBy));
}
