using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Directives.Gateway;

/// <summary>Collects what is wrong with the fields of a request.</summary>
internal sealed partial class FieldChecks
{
    private const int MostViolations = 100;
    private const int MaxOperationIdLength = 64;
    private const int MaxNameLength = 200;
    private readonly List<FieldViolation> found = [];

    public IReadOnlyList<FieldViolation> Found => found;

    public void ThrowIfAny()
    {
        if (found.Count > 0)
            throw new RefusedException(found);
    }

    public void Require(string field, bool right, string description)
    {
        if (!right && found.Count < MostViolations)
            found.Add(new FieldViolation(field, description));
    }

    public void Department(string field, string value) =>
        Require(field, IsSlug(value), "must be a department's id: 1 to 64 lower-case letters, digits and hyphens");

    public void DepartmentOrNone(string field, string value) =>
        Require(field, value.Length == 0 || IsSlug(value), "must be a department's id, or empty for the directive's jurisdiction");

    public void Post(string field, string value) =>
        Require(field, PostPattern.IsMatch(value), "must be a post's id: the department's id, a slash, and a seat of 1 to 32 lower-case letters, digits and hyphens");

    public void Person(string field, string value) =>
        Require(field, IsSlug(value), "must be a person's id: 1 to 64 lower-case letters, digits and hyphens");

    /// <summary>The number of a directive, or of a period of one of its duties.</summary>
    public void Directive(string field, string value) =>
        Require(field, ReferencePattern.IsMatch(value), "must be a directive's number: 1 to 64 letters, digits, spaces or any of ( ) & . / -");

    /// <summary>A number that an order or a decision can be given.</summary>
    public void Number(string field, string value) =>
        Require(field, NumberPattern.IsMatch(value), "must be a number of its own: 1 to 64 letters, digits, spaces or any of ( ) & . / -");

    public void OperationId(string value) => Require(
        "operation_id", value.Length <= MaxOperationIdLength && !string.IsNullOrWhiteSpace(value) && !HasControlCharacter(value),
        $"must have 1 to {MaxOperationIdLength} characters, chosen by the sender");

    public void Act(string operationId, string post, string directive)
    {
        OperationId(operationId);
        Post("post", post);
        Directive("directive", directive);
    }

    public void Page(int size, int most, string token)
    {
        Require("page_size", size >= 0 && size <= most, $"must be 1 to {most}, or 0 for the usual size");
        Require("page_token", token.Length <= PageToken.MaxLength, "is no token that this list gave");
    }

    /// <summary>A person's name in both languages.</summary>
    public void Name(string field, V1.LocalText? value)
    {
        Text($"{field}.en", value?.En ?? "", 1, MaxNameLength);
        Text($"{field}.ur", value?.Ur ?? "", 1, MaxNameLength);
    }

    public void DateOrNone(string field, string value)
    {
        if (value.Length > 0)
            Date(field, value);
    }

    public void Language(string value) => Require("language", value is "en" or "ur", "must be en or ur");

    public void Date(string field, string value) => Require(
        field, Days.Read(value) is not null, $"must be a date from {Days.FirstYear} to {Days.LastYear}, YYYY-MM-DD");

    /// <summary>A time that there can be, where one is given.</summary>
    public void Time(string field, Google.Protobuf.WellKnownTypes.Timestamp? value) => Require(
        field, value is null || (value.Seconds is >= 0 and < 253_402_300_800 && value.Nanos is >= 0 and < 1_000_000_000),
        "must be a time from 1970 to 9999");

    public void Export(V1.ExportOptions? options)
    {
        Present("options", options);
        if (options is null)
            return;
        Require(
            "options.format", options.Format is V1.ExportFormat.Csv or V1.ExportFormat.JsonLines or V1.ExportFormat.Pdf,
            "must be CSV, JSON_LINES or PDF");
        Require(
            "options.language", options.Language is "en" or "ur" || (options.Language.Length == 0 && options.Format is not V1.ExportFormat.Pdf),
            "must be en or ur; empty where the format has both");
        Require("options.byte_order_mark", !options.ByteOrderMark || options.Format is V1.ExportFormat.Csv, "only a CSV has one");
    }

    public void Text(string field, string value, int least, int most)
    {
        Require(
            field, value.Length <= most && (least == 0 || !string.IsNullOrWhiteSpace(value)),
            least == 0 ? $"must have at most {most} characters" : $"must have {least} to {most} characters");
        Require(field, !HasControlCharacter(value), "must have no control characters but tab and line breaks");
    }

    public void Sha256(string field, string value) =>
        Require(field, value.Length == 0 || Sha256Pattern.IsMatch(value), "must be 64 lower-case hex digits");

    public void Present(string field, IMessage? value) => Require(field, value is not null, "is missing");

    /// <summary>Looks through every text of a message.</summary>
    public void NoControlCharacters(string field, IMessage message)
    {
        foreach (var member in message.Descriptor.Fields.InDeclarationOrder())
        {
            var path = $"{field}.{member.Name}";
            var value = member.Accessor.GetValue(message);
            if (!member.IsRepeated)
            {
                NoControlCharacters(path, member, value);
                continue;
            }

            var index = 0;
            foreach (var item in (System.Collections.IEnumerable)value)
                NoControlCharacters(string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), member, item);
        }
    }

    public static bool IsSlug(string value) => SlugPattern.IsMatch(value);

    private void NoControlCharacters(string path, FieldDescriptor member, object? value)
    {
        if (member.FieldType is FieldType.String && value is string text)
            Require(path, !HasControlCharacter(text), "must have no control characters but tab and line breaks");
        else if (value is IMessage nested)
            NoControlCharacters(path, nested);
    }

    private static bool HasControlCharacter(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
                return true;
        }

        return false;
    }

    [GeneratedRegex(@"^[a-z0-9-]{1,64}\z")]
    private static partial Regex SlugPattern { get; }

    [GeneratedRegex(@"^[a-z0-9-]{1,64}/[a-z0-9-]{1,32}\z")]
    private static partial Regex PostPattern { get; }

    [GeneratedRegex(@"^(?![ /])[A-Za-z0-9()&./ -]{1,64}(?<![ /])\z")]
    private static partial Regex NumberPattern { get; }

    [GeneratedRegex(@"^(?![ /])[A-Za-z0-9()&./ -]{1,64}(?<![ /])(@[a-z0-9-]{1,32}/[0-9]{4}-([0-9]{2}|Q[1-4]|W[0-9]{2}))?\z")]
    private static partial Regex ReferencePattern { get; }

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Sha256Pattern { get; }
}
