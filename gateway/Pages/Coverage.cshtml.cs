using Directives.Gateway.Reports;
using Directives.Gateway.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Directives.Gateway.Pages;

/// <summary>Where a directive stopped in one subtree, as it is when the page is loaded.</summary>
internal sealed class CoverageModel(Viewing viewing, CoverageReader reader) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    /// <summary>Null for the directive's jurisdiction, or for the department that the reader heads.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Department { get; set; }

    public View View { get; private set; } = null!;

    public V1.Coverage Coverage { get; private set; } = null!;

    public PageLanguage Language { get; private set; } = PageLanguage.English;

    public int Gaps => Coverage.Gaps.OfficesNotReached + Coverage.Gaps.PostsVacant + Coverage.Gaps.PostsNotOnRoster
        + Coverage.Gaps.OfficesWithoutHead + Coverage.Gaps.OfficesWithOlderVersion;

    public async Task OnGetAsync()
    {
        Language = PageLanguage.Of(HttpContext);
        View = await viewing.GetAsync(LiveEndpoints.CallerOf(HttpContext), Number, Department);
        Coverage = await reader.GetAsync(Number, View.Department, HttpContext.RequestAborted);
    }

    public string Duration(double seconds)
    {
        var (unit, number) = Labels.OfDuration(seconds);
        return Language.Format(unit, number);
    }
}
