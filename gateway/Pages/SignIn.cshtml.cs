using Directives.Gateway.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Directives.Gateway.Pages;

/// <summary>Takes a token by its link (<c>?token=</c>) or pasted in the form, and goes on to the list.</summary>
[AllowAnonymous]
internal sealed class SignInModel : PageModel
{
    /// <summary>What a cookie holds.</summary>
    public const int MaxTokenLength = 3_500;

    public bool Refused { get; private set; }

    public Task<IActionResult> OnGetAsync(string? token) =>
        token is null ? Task.FromResult<IActionResult>(Page()) : SignInAsync(token);

    public Task<IActionResult> OnPostAsync([FromForm] string? token) => SignInAsync(token ?? "");

    private async Task<IActionResult> SignInAsync(string given)
    {
        PageLanguage.Of(HttpContext);
        var token = given.Trim();
        if (token.Length is > 0 and <= MaxTokenLength && await Session.SignInAsync(HttpContext, token))
            return LocalRedirect("/");

        Refused = true;
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page();
    }
}
