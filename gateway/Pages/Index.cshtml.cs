using Directives.Gateway.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Directives.Gateway.Pages;

/// <summary>The directives that the reader may see, the newest first.</summary>
internal sealed class IndexModel(Viewing viewing) : PageModel
{
    public IReadOnlyList<DirectiveSummary> Directives { get; private set; } = [];

    public async Task OnGetAsync() =>
        Directives = await viewing.ListAsync(LiveEndpoints.CallerOf(HttpContext));
}
