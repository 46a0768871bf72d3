using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Directives.Gateway.Web;

/// <summary>Addresses. A directive's number is in the query, since it may have slashes and dots that a path would lose.</summary>
internal static class Links
{
    public static string Directive(string number, string? department = null) => Of("/directive", number, department);

    /// <summary>The page that says where a directive stopped.</summary>
    public static string Coverage(string number, string? department = null) => Of("/coverage", number, department);

    /// <summary>The stream that a page of a directive follows.</summary>
    public static string Live(string number, string? department) => Of("/live/directive", number, department);

    public static string Counts(string number, string? department) => Of("/counts", number, department);

    public static string Timeline(string number, string? department) => Of("/timeline", number, department);

    /// <summary>The rows of the departments under one, for a table that shows them in place.</summary>
    /// <param name="level">How far down the table, from 0.</param>
    public static string Children(string number, string department, int level) =>
        $"{Directive(number, department)}&handler=children&level={level.ToString(CultureInfo.InvariantCulture)}";

    public static string Posts(string number, string? department) => $"{Directive(number, department)}&handler=posts";

    /// <summary>The same page in another language.</summary>
    public static string InLanguage(HttpRequest request, PageLanguage language)
    {
        var query = QueryHelpers.ParseQuery(request.QueryString.Value);
        query.Remove("token");
        query["lang"] = language.Code;
        return QueryHelpers.AddQueryString(request.PathBase.Add(request.Path).ToUriComponent(), query);
    }

    private static string Of(string path, string number, string? department)
    {
        var address = $"{path}?number={Uri.EscapeDataString(number).Replace("%2F", "/", StringComparison.Ordinal)}";
        return department is null ? address : $"{address}&department={Uri.EscapeDataString(department)}";
    }
}
