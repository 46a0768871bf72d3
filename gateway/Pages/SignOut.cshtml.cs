using Directives.Gateway.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Directives.Gateway.Pages;

/// <summary>Ends the browser's session.</summary>
[AllowAnonymous]
internal sealed class SignOutModel : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/signin");

    public IActionResult OnPost()
    {
        Session.SignOut(HttpContext);
        return LocalRedirect("/signin");
    }
}
