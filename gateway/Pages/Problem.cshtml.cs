using Directives.Gateway.Web;
using Directives.Grains;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Directives.Gateway.Pages;

/// <summary>What a reader is told where a page cannot be shown.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class ProblemModel : PageModel
{
    public LocalText Title { get; private set; } = Labels.NotFound;

    public LocalText Lead { get; private set; } = Labels.NotFoundLead;

    public void OnGet() => Tell();

    public void OnPost() => Tell();

    private void Tell()
    {
        if (HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not { } failed)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        (Title, Lead) = failed.OriginalStatusCode switch
        {
            StatusCodes.Status403Forbidden => (Labels.Forbidden, Labels.ForbiddenLead),
            StatusCodes.Status404NotFound => (Labels.NotFound, Labels.NotFoundLead),
            _ => (Labels.Failed, Labels.FailedLead),
        };
    }
}
