using Directives.V1;
using Grpc.Core;

namespace Directives.Cli.Drafts;

/// <summary>
/// A directive as a person writes it: its particulars as YAML between two lines of <c>---</c>, then its text in
/// Markdown under <c># English</c> and <c># اردو</c>. samples/directives has two of them.
/// </summary>
/// <param name="Places">Where each field of the draft stands in the file.</param>
internal sealed record DirectiveFile(string Path, DirectiveDraft Draft, SourceMap Places)
{
    /// <exception cref="DirectiveFileException">The file cannot be read, or anything in it is wrong; every mistake found.</exception>
    public static async Task<DirectiveFile> ReadAsync(string path, CancellationToken cancellation)
    {
        return Read(path, await ReadBytesAsync(path, cancellation));
    }

    /// <exception cref="DirectiveFileException">The file cannot be read.</exception>
    public static async Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var content = new byte[(int)Math.Min(DraftText.MaxBytes + 1L, Math.Max(file.Length, 64 * 1024))];
            var length = await file.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellation);
            return content[..length];
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new DirectiveFileException(path, [new(0, "", $"cannot be read: {wrong.Message}")]);
        }
    }

    /// <exception cref="DirectiveFileException">Anything in it is wrong; every mistake found.</exception>
    public static DirectiveFile Read(string path, byte[] content)
    {
        var problems = new FileProblems();
        var places = new SourceMap();
        var (parts, front) = Split(path, content, problems);
        var waived = WaivedIn(front);
        parts.Check(waived, problems);
        var reader = new MapReader(front, "", "draft", places, problems, waived: waived);
        var draft = ReadDraft(reader);
        reader.Close();
        draft.Text = new LocalText { En = parts.English?.Text ?? "", Ur = parts.Urdu?.Text ?? "" };
        places.Add("draft.text.en", "text.en", parts.English?.Line ?? 0);
        places.Add("draft.text.ur", "text.ur", parts.Urdu?.Line ?? 0);
        problems.ThrowIfAny(path);
        return new DirectiveFile(path, draft, places);
    }

    /// <summary>The texts of a file, and its front matter as keys.</summary>
    /// <exception cref="DirectiveFileException">It has no front matter that can be read.</exception>
    public static (DraftText Parts, YamlMap Front) Split(string path, byte[] content, FileProblems problems)
    {
        var parts = DraftText.Split(path, content, problems);
        if (parts.FrontMatter is null)
        {
            problems.ThrowIfAny(path);
            throw new DirectiveFileException(path, [new(1, "", "has no front matter")]);
        }

        if (FrontMatterParser.Parse(parts.FrontMatter, 1, problems) is { } front)
            return (parts, front);

        parts.Check(null, problems);
        problems.ThrowIfAny(path);
        throw new DirectiveFileException(path, [new(1, "", "has no front matter")]);
    }

    /// <summary>Hands the draft to the server.</summary>
    /// <exception cref="RejectedDraftException">The server objects to fields of the draft; each is shown where the file has it.</exception>
    public async Task<T> SendAsync<T>(Func<DirectiveDraft, Task<T>> send)
    {
        try
        {
            return await send(Draft);
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.InvalidArgument)
        {
            var call = RefusedCall.Of(refused);
            throw call.Objections.Any(objection => objection.Field.StartsWith("draft", StringComparison.Ordinal))
                ? new RejectedDraftException(this, call)
                : refused;
        }
    }

    /// <summary>The language that texts may leave out; it is known before they are read.</summary>
    private static string? WaivedIn(YamlMap front) =>
        front.Entries.FirstOrDefault(entry => entry.Key == "waiver")?.Value is YamlMap waiver
        && waiver.Entries.FirstOrDefault(entry => entry.Key == "language")?.Value is YamlText { Text: "en" or "ur" } language
            ? language.Text
            : null;

    private static LanguageWaiver? ReadWaiver(MapReader keys)
    {
        if (keys.Map("waiver", required: false) is not { } below)
            return null;

        var waiver = new LanguageWaiver { Language = below.Text("language"), Reason = below.Text("reason") };
        below.Close();
        return waiver;
    }

    private static DirectiveDraft ReadDraft(MapReader keys)
    {
        var draft = new DirectiveDraft
        {
            Number = keys.Text("number"),
            Instrument = keys.Word<Instrument>("instrument"),
            Title = keys.LocalText("title"),
            Issuer = keys.Text("issuer"),
            Jurisdiction = keys.Text("jurisdiction"),
            Provenance = ReadProvenance(keys),
            Consequence = keys.LocalText("consequence", required: false),
            Precedence = keys.Word<Precedence>("precedence"),
            Classification = keys.Word<Classification>("classification"),
            Dated = keys.Date("dated"),
            EffectiveOn = keys.Date("effective_on"),
            Audience = ReadAudience(keys),
            Deadlines = ReadDeadlines(keys),
            Waiver = ReadWaiver(keys),
            Reminders = ReadReminders(keys),
        };
        draft.Duties.AddRange(keys.List("duties", false, ReadDuty));
        draft.Lineage.AddRange(keys.List("lineage", false, ReadLink));
        draft.LegalBasis.AddRange(keys.List("legal_basis", false, basis => basis.Languages()));
        draft.Obligations.AddRange(keys.List("obligations", true, ReadObligation));
        return draft;
    }

    private static RecurringDuty ReadDuty(MapReader keys) => new()
    {
        Id = keys.Text("id"),
        Text = keys.LocalText("text"),
        Frequency = keys.Word<DutyFrequency>("frequency"),
        FirstDay = keys.Date("first_day", required: false),
        LastDay = keys.Date("last_day", required: false),
        AttestDays = keys.Number("attest_days"),
        AttestWorkingDays = keys.Number("attest_working_days"),
    };

    private static LineageLink ReadLink(MapReader keys)
    {
        var link = new LineageLink { Kind = keys.Word<LinkKind>("kind") };
        if (keys.Text("decision", required: false) is { Length: > 0 } decision)
            link.Decision = decision;
        if (keys.Text("directive", required: false) is { Length: > 0 } directive)
            link.Directive = directive;
        link.Note = keys.Text("note", required: false);
        return link;
    }

    private static Provenance? ReadProvenance(MapReader keys)
    {
        if (keys.Map("provenance") is not { } below)
            return null;

        var provenance = new Provenance
        {
            Body = below.LocalText("body"),
            Date = below.Date("date"),
            Minute = below.Text("minute", required: false),
        };
        below.Close();
        return provenance;
    }

    private static Obligation ReadObligation(MapReader keys) => new()
    {
        Id = keys.Text("id"),
        OwedBy = keys.Word<Obligation.Types.Owner>("owed_by"),
        Text = keys.LocalText("text"),
    };

    private static Audience? ReadAudience(MapReader keys)
    {
        if (keys.Map("audience") is not { } below)
            return null;

        var audience = new Audience();
        audience.Clauses.AddRange(below.List("clauses", true, clause => new AudienceClause
        {
            Addressee = clause.Word<AddresseeKind>("for", "addressee"),
            Filter = ReadFilter(clause.Nested("filter")),
        }));
        audience.Exclusions.AddRange(below.List("exclusions", false, ReadFilter));
        below.Close();
        return audience;
    }

    private static PostFilter ReadFilter(MapReader keys)
    {
        var filter = new PostFilter
        {
            Within = { keys.Names("within") },
            Departments = { keys.Names("departments") },
            Cadres = { keys.Names("cadres") },
            ServiceGroups = { keys.Names("service_groups") },
            Posts = { keys.Names("posts") },
        };
        if (keys.Map("grades", required: false, name: "") is { } grades)
        {
            filter.BpsFrom = grades.Number("from", "bps_from");
            filter.BpsTo = grades.Number("to", "bps_to");
            grades.Close();
        }

        return filter;
    }

    private static Deadlines ReadDeadlines(MapReader keys)
    {
        var deadlines = new Deadlines();
        if (keys.Map("deadlines", required: false) is { } below)
        {
            deadlines.AcknowledgeDays = below.Number("acknowledge_days");
            deadlines.ComplyDays = below.Number("comply_days");
            deadlines.ReceiveOn = below.Date("receive_on", required: false);
            deadlines.ReceiveWorkingDays = below.Number("receive_working_days");
            deadlines.AcknowledgeOn = below.Date("acknowledge_on", required: false);
            deadlines.AcknowledgeWorkingDays = below.Number("acknowledge_working_days");
            deadlines.ComplyOn = below.Date("comply_on", required: false);
            deadlines.ComplyWorkingDays = below.Number("comply_working_days");
            below.Close();
        }

        return deadlines;
    }

    private static ReminderPolicy? ReadReminders(MapReader keys)
    {
        if (keys.Map("reminders", required: false) is not { } below)
            return null;

        var policy = new ReminderPolicy
        {
            RemindBefore = { below.Numbers("remind_before") },
            HeadAfter = below.Number("head_after"),
            DepartmentAfter = below.Number("department_after"),
            IssuerAfter = below.Number("issuer_after"),
        };
        below.Close();
        return policy;
    }
}
