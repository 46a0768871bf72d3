using System.Collections.Immutable;
using Directives.Gateway.Web;
using Directives.Grains;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orleans;

namespace Directives.Gateway.Pages;

/// <summary>One directive in one department: the order, its counts, and everything under that department.</summary>
internal sealed class DirectiveModel(
    Viewing viewing, ComplianceReader compliance, DirectiveJournals journals, EventLines lines, VerificationReader verifications, PeriodReader periods,
    EndorsementReader endorsements, IClusterClient cluster, ProductClock time)
    : PageModel
{
    private const int MaxLevel = 8;
    private const int MaxEvents = 20;
    private const int MaxPeriods = 24;

    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    /// <summary>Null for the directive's jurisdiction, or for the department that the reader heads.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Department { get; set; }

    /// <summary>How far down a table the rows are that are asked for, from 0.</summary>
    [BindProperty(SupportsGet = true)]
    public int Level { get; set; }

    public View View { get; private set; } = null!;

    public V1.Compliance Compliance { get; private set; } = null!;

    /// <summary>From the highest department that the reader may see to this one.</summary>
    public IReadOnlyList<PathStep> Path { get; private set; } = [];

    public ImmutableArray<PostStanding> Posts { get; private set; } = [];

    /// <summary>What this department has the directive under, and itself has endorsed of the version; apart from the order.</summary>
    public IReadOnlyList<V1.Endorsement> Endorsements { get; private set; } = [];

    public IReadOnlyList<EventLine> Events { get; private set; } = [];

    /// <summary>What was reported and what of it was verified; only with the whole order.</summary>
    public V1.Verification? Verification { get; private set; }

    /// <summary>The newest periods of its recurring duties; only with the whole order.</summary>
    public IReadOnlyList<V1.DutyPeriod> Periods { get; private set; } = [];

    /// <summary>Up to where the events are shown, for the stream to go on from.</summary>
    public string Position { get; private set; } = "";

    /// <summary>How the posts of this office stand, for the page's script to tell when that changes.</summary>
    public string Own => Compliance.Own is { } own ? $"{own.Served}/{own.Opened}/{own.Acknowledged}/{own.Declined}" : "";

    public IHtmlContent Text { get; private set; } = HtmlString.Empty;

    public PageLanguage Language { get; private set; } = PageLanguage.English;

    public IssuedDirective Directive => View.Directive;

    public string DepartmentName => Language.Of(Compliance.Total.Name);

    public IEnumerable<(LocalText Label, DateTimeOffset At)> Deadlines
    {
        get
        {
            if (Directive.AcknowledgeBy is { } acknowledge)
                yield return (Labels.AcknowledgeBy, acknowledge);
            if (Directive.ComplyBy is { } comply)
                yield return (Labels.ComplyBy, comply);
        }
    }

    public static IEnumerable<(LocalText Label, DateTimeOffset At)> DeadlinesOf(V1.Endorsement endorsement)
    {
        if (endorsement.AcknowledgeBy is { } acknowledge)
            yield return (Labels.AcknowledgeBy, acknowledge.ToDateTimeOffset());
        if (endorsement.ComplyBy is { } comply)
            yield return (Labels.ComplyBy, comply.ToDateTimeOffset());
    }

    public bool HasPassed(DateTimeOffset deadline) => time.GetUtcNow() > deadline;

    public async Task OnGetAsync()
    {
        await ReadAsync();
        Text = DirectiveText.ToHtml(Language[Directive.Draft.Text]);
        Posts = await ReadPostsAsync();
        Path = await ReadPathAsync();
        if (await cluster.GetGrain<IDepartmentGrain>(View.Department).GetDiaryEntry(Number) is { Endorsed: { IsEmpty: false } endorsed })
            Endorsements = await endorsements.ReadAsync(Number, endorsed);
        if (View.MayReadOrder && View.Department == Directive.Draft.Jurisdiction)
            Verification = await verifications.GetAsync(Number);
        if (View.MayReadOrder)
            (Periods, _) = await periods.ListAsync(Directive, MaxPeriods, "");
        var (position, latest) = await journals.GetLatestAsync(Directive, View.Department, MaxEvents, HttpContext.RequestAborted);
        Position = position.ToString();
        Events = await lines.OfAsync([.. latest.Reverse().Select(entry => entry.ToEvent())], Language, MaxEvents);
    }

    /// <summary>The rows of the departments under this one.</summary>
    public async Task<IActionResult> OnGetChildrenAsync()
    {
        Level = Math.Clamp(Level, 0, MaxLevel);
        await ReadAsync();
        return Partial("_Children", this);
    }

    /// <summary>The posts of this department.</summary>
    public async Task<IActionResult> OnGetPostsAsync()
    {
        await ReadAsync();
        Posts = await ReadPostsAsync();
        return Partial("_Posts", this);
    }

    private async Task ReadAsync()
    {
        Language = PageLanguage.Of(HttpContext);
        View = await viewing.GetAsync(LiveEndpoints.CallerOf(HttpContext), Number, Department);
        Compliance = await compliance.GetAsync(View.Directive, View.Department);
    }

    private Task<ImmutableArray<PostStanding>> ReadPostsAsync() =>
        cluster.GetGrain<IDepartmentGrain>(View.Department).ListStandings(Number);

    private async Task<IReadOnlyList<PathStep>> ReadPathAsync()
    {
        var caller = LiveEndpoints.CallerOf(HttpContext);
        var steps = new List<PathStep>();
        var from = Math.Max(0, Compliance.Path.IndexOf(Directive.Draft.Jurisdiction));
        foreach (var id in Compliance.Path.Skip(from))
        {
            if (id == View.Department)
                steps.Add(new PathStep(DepartmentName, null));
            else if (await viewing.MaySeeAsync(caller, Number, id) && await cluster.GetGrain<IDepartmentGrain>(id).GetPlace() is { } place)
                steps.Add(new PathStep(Language[place.Name], Links.Directive(Number, id)));
        }

        return steps;
    }
}

/// <param name="Link">Null for the page itself.</param>
internal sealed record PathStep(string Name, string? Link);
