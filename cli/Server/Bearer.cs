using Directives.V1;

namespace Directives.Cli;

/// <summary>Whom a development token is for: <c>post:ID</c>, <c>person:ID</c>, <c>department:ID</c> or <c>role:issuer</c>.</summary>
/// <param name="Name">The person who has the role; null for nobody in particular.</param>
internal sealed record Bearer(string Kind, string Id, string? Name = null)
{
    /// <summary>Null where neither is given.</summary>
    /// <param name="given"><c>post:ID</c>, <c>person:ID</c> or <c>department:ID</c>.</param>
    /// <param name="name">The person who has the role.</param>
    public static Bearer? Of(string? given, string? role, string? name = null) => (given?.Split(':', 2), role) switch
    {
        ([var kind, var id], _) => new Bearer(kind, id),
        (_, not null) => new Bearer("role", role, name),
        _ => null,
    };

    public IssueDevelopmentTokenRequest ToRequest(int minutes)
    {
        var request = new IssueDevelopmentTokenRequest { Minutes = minutes };
        switch (Kind)
        {
            case "post":
                request.Post = Id;
                break;
            case "person":
                request.Person = Id;
                break;
            case "department":
                request.Department = Id;
                break;
            default:
                request.Role = Id;
                request.Name = Name ?? "";
                break;
        }

        return request;
    }
}
