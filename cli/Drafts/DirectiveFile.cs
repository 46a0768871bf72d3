using Directives.V1;

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
        try
        {
            await using var file = File.OpenRead(path);
            var content = new byte[(int)Math.Min(DraftText.MaxBytes + 1L, Math.Max(file.Length, 64 * 1024))];
            var length = await file.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellation);
            return Read(path, content[..length]);
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
        var parts = DraftText.Split(path, content, problems);
        var front = parts.FrontMatter is null ? null : FrontMatterParser.Parse(parts.FrontMatter, 1, problems);
        if (front is null)
        {
            problems.ThrowIfAny(path);
            throw new DirectiveFileException(path, [new(1, "", "has no front matter")]);
        }

        var reader = new MapReader(front, "", "draft", places, problems);
        var draft = ReadDraft(reader);
        reader.Close();
        draft.Text = new LocalText { En = parts.English?.Text ?? "", Ur = parts.Urdu?.Text ?? "" };
        places.Add("draft.text.en", "text.en", parts.English?.Line ?? 0);
        places.Add("draft.text.ur", "text.ur", parts.Urdu?.Line ?? 0);
        problems.ThrowIfAny(path);
        return new DirectiveFile(path, draft, places);
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
        };
        draft.LegalBasis.AddRange(keys.List("legal_basis", false, basis => new LocalText { En = basis.Text("en"), Ur = basis.Text("ur") }));
        draft.Obligations.AddRange(keys.List("obligations", true, ReadObligation));
        return draft;
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
            below.Close();
        }

        return deadlines;
    }
}
