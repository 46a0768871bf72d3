using System.Text.Json;
using Grpc.Core;

namespace Directives.Cli;

/// <summary>Tells a person, or with --json a program, why a call came to nothing and what to do.</summary>
internal sealed class RefusalReport(CommandSession session)
{
    private readonly TextWriter error = session.Terminal.Error;

    /// <returns>The exit code.</returns>
    public int Write(RefusedCall call)
    {
        if (session.Json)
            WriteJson(call);
        else
            WriteText(call);
        return call.IsUnanswered ? ExitCode.Unreachable : ExitCode.Refused;
    }

    private void WriteText(RefusedCall call)
    {
        error.WriteLine($"directives: {Plain.Line(Headline(call))}");
        foreach (var objection in call.Objections)
            error.WriteLine($"  {Plain.Line(session.Locate(objection.Field))}: {Plain.Line(objection.Description)}");
        if (Advice(call) is { } advice)
            error.WriteLine(advice);
        if (session.OperationId is { } operationId && call.IsUnanswered)
            error.WriteLine($"It is not known whether the command took effect. Repeat it with --operation-id {operationId}: it is done only once.");
    }

    private void WriteJson(RefusedCall call) => error.WriteLine(JsonSerializer.Serialize(
        new ErrorReport(new ErrorDetail(
            call.CodeName, call.Reason, call.Message, session.OperationId,
            [.. call.Objections.Select(objection => new FieldError(objection.Field, objection.Description, null))])),
        CliJson.Readable.ErrorReport));

    private string Headline(RefusedCall call) => call.Code switch
    {
        StatusCode.Unavailable => $"{session.Connection.Server} cannot be reached: {call.Message}",
        StatusCode.DeadlineExceeded => $"{session.Connection.Server} did not answer in time.",
        _ when call.IsUnanswered => $"{session.Connection.Server} was cut off before it answered ({call.CodeName}).",
        _ when call.Objections.Count > 0 => $"refused: {call.Objections.Count} field{(call.Objections.Count == 1 ? " is" : "s are")} wrong ({call.CodeName})",
        _ => $"refused: {call.Message} ({call.CodeName})",
    };

    private static string? Advice(RefusedCall call) => call.Code switch
    {
        StatusCode.Unauthenticated =>
            "Get a token: export DIRECTIVES_TOKEN=$(directives token --as post:ID) for an officer, or token --role issuer. "
            + "Or let one command fetch its own: --as post:ID, --role issuer|oversight|admin.",
        StatusCode.PermissionDenied =>
            "Call as one who may: --as post:ID for the holder of a post or the head of a department, "
            + "--role issuer to issue, --role oversight to read, --role admin to import.",
        StatusCode.Unavailable => "Is it running? `make demo` starts one. --server URL names another.",
        StatusCode.ResourceExhausted => "Nothing was written; try again shortly.",
        StatusCode.Unimplemented => "The server does not offer this. Where development tokens are off, get a token from your identity provider and give it with --token.",
        _ => null,
    };
}
