using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Directives.Cli.Registry;
using Directives.Cli.Reports;
using Google.Protobuf;

namespace Directives.Cli;

/// <summary>How an error is written with --json: one line on standard error.</summary>
internal sealed record ErrorReport(ErrorDetail Error);

/// <param name="Status">gRPC's name of the status, or USAGE where nothing was sent.</param>
internal sealed record ErrorDetail(
    string Status, string Reason, string Message, string? OperationId, IReadOnlyList<FieldError> Violations);

/// <param name="Line">Where it stands in a directive file; absent elsewhere.</param>
internal sealed record FieldError(string Field, string Description, int? Line);

[JsonSerializable(typeof(ErrorReport))]
[JsonSerializable(typeof(GeneratedCounts))]
[JsonSerializable(typeof(ExportedFile))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Urdu stays readable: the lines go to a terminal or a program, never into a page.</summary>
    public static CliJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>The API's own JSON: every field, in the order of its number, on one line.</summary>
internal static class MessageJson
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public static string Format(IMessage message) => Formatter.Format(message);
}
