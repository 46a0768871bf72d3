using System.Text.Json.Serialization;

namespace Directives.Grains;

/// <summary>What an organisational unit is, in the province's own terms.</summary>
[GenerateSerializer, Alias("DepartmentKind")]
public enum DepartmentKind
{
    Government = 1,
    AdministrativeDepartment = 2,
    AttachedDepartment = 3,
    AutonomousBody = 4,
    Wing = 5,
    Section = 6,
    DivisionOffice = 7,
    DistrictOffice = 8,
    TehsilOffice = 9,
}

/// <summary>How a person holds charge of a post.</summary>
[GenerateSerializer, Alias("ChargeKind")]
public enum ChargeKind
{
    Regular = 1,
    Additional = 2,
    Acting = 3,
    Current = 4,
    LookAfter = 5,
}

/// <summary>The person in a post.</summary>
/// <param name="Person">The person's id; one person may hold several posts.</param>
[GenerateSerializer, Immutable, Alias("Incumbent")]
public sealed record Incumbent(
    [property: Id(0)] string Person,
    [property: Id(1)] LocalText Name,
    [property: Id(2)] ChargeKind Charge);

/// <summary>Another person may act for the holder of a post, for a time; both are named in what he does.</summary>
/// <param name="Until">The last instant.</param>
[GenerateSerializer, Immutable, Alias("Delegation")]
public sealed record Delegation(
    [property: Id(0)] string Person,
    [property: Id(1)] LocalText Name,
    [property: Id(2)] DateTimeOffset Until);

/// <summary>A sanctioned post on a department's roster.</summary>
/// <param name="Seat">The post's name within its department; the post id is <c>department/seat</c>.</param>
/// <param name="Bps">Basic Pay Scale, 1 to 22.</param>
/// <param name="Incumbent">Null where the post is vacant.</param>
/// <param name="Incumbency">The number of the charge that was assumed last; 0 where none was since the post came into the organogram.</param>
[GenerateSerializer, Immutable, Alias("RosterPost")]
public sealed record RosterPost(
    [property: Id(0), JsonConverter(typeof(RecurringText))] string Seat,
    [property: Id(1), JsonConverter(typeof(RecurringLocalText))] LocalText Designation,
    [property: Id(2)] int Bps,
    [property: Id(3), JsonConverter(typeof(RecurringText))] string Cadre,
    [property: Id(4), JsonConverter(typeof(RecurringText))] string ServiceGroup,
    [property: Id(5)] Incumbent? Incumbent,
    [property: Id(6)] int Incumbency = 0,
    [property: Id(7)] Delegation? Delegation = null)
{
    /// <summary>Whether a person may act for the post: he holds charge of it, or acts have been delegated to him.</summary>
    public bool IsAnsweredBy(string person, DateTimeOffset now) =>
        Incumbent?.Person == person || (Incumbent is not null && Delegation is { } delegation && delegation.Person == person && now <= delegation.Until);
}

/// <summary>A department below another, with the size of its subtree, itself included.</summary>
[GenerateSerializer, Immutable, Alias("ChildDepartment")]
public sealed record ChildDepartment(
    [property: Id(0)] string Id,
    [property: Id(1)] LocalText Name,
    [property: Id(2)] DepartmentKind Kind,
    [property: Id(3)] int Departments,
    [property: Id(4)] int Posts);

/// <summary>A department's place in the hierarchy and its roster.</summary>
/// <param name="Path">Department ids from the root to this department, which is last.</param>
/// <param name="HeadPost">The post id of its head; null where no sanctioned post heads it.</param>
/// <param name="Departments">Departments of its subtree, itself included.</param>
/// <param name="Posts">Posts of its subtree.</param>
[GenerateSerializer, Immutable, Alias("DepartmentPlace")]
public sealed record DepartmentPlace(
    [property: Id(0)] string Id,
    [property: Id(1)] LocalText Name,
    [property: Id(2)] DepartmentKind Kind,
    [property: Id(3)] ImmutableArray<string> Path,
    [property: Id(4)] string? HeadPost,
    [property: Id(5)] ImmutableArray<ChildDepartment> Children,
    [property: Id(6)] ImmutableArray<RosterPost> Roster,
    [property: Id(7)] int Departments,
    [property: Id(8)] int Posts,
    [property: Id(9)] long RegistryVersion)
{
    /// <summary>
    /// Grows with whatever changes in the department that its officers must know of: its roster, its place, and what has been
    /// served. Not stored here.
    /// </summary>
    [Id(10), JsonIgnore] public long Version { get; init; }

    /// <summary>It was in the organogram and is not in this version of it: it has no posts and nothing below it any more.</summary>
    [Id(11)] public bool Abolished { get; init; }

    /// <summary>Null for the root.</summary>
    public string? Parent => Path.Length > 1 ? Path[^2] : null;

    /// <summary>Null where the roster has no such seat.</summary>
    public RosterPost? Find(string seat)
    {
        foreach (var post in Roster)
        {
            if (post.Seat == seat)
                return post;
        }

        return null;
    }
}

/// <summary>Post ids: <c>department/seat</c>, so that a post's department is known from its id alone.</summary>
public static class PostId
{
    public static string Of(string department, string seat) => $"{department}/{seat}";

    /// <summary>The department and the seat; false where <paramref name="post"/> is no post id.</summary>
    public static bool TryParse(string post, out string department, out string seat)
    {
        var slash = post.IndexOf('/', StringComparison.Ordinal);
        var valid = slash > 0 && slash < post.Length - 1 && post.IndexOf('/', slash + 1) < 0;
        department = valid ? post[..slash] : "";
        seat = valid ? post[(slash + 1)..] : "";
        return valid;
    }
}
