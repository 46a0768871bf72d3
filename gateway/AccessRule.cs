using Google.Protobuf;

namespace Directives.Gateway;

/// <summary>Who may call a method: by role, by heading a department, by holding a post, or as a department's system. Any one of them is enough.</summary>
internal sealed record AccessRule
{
    /// <summary>Without a token, too.</summary>
    public static readonly AccessRule Anyone = new() { NeedsCaller = false };

    public static readonly AccessRule AnyCaller = new() { AllowsEveryCaller = true };

    public bool NeedsCaller { get; private init; } = true;

    public bool AllowsEveryCaller { get; private init; }

    public ImmutableArray<string> AllowedRoles { get; private init; } = [];

    /// <summary>The head of this department or of one above it.</summary>
    public HeadScope? Head { get; private init; }

    /// <summary>The incumbent of this post.</summary>
    public Func<IMessage, string>? Holder { get; private init; }

    /// <summary>The system of the department of this post or of one above it.</summary>
    public Func<IMessage, string>? System { get; private init; }

    public static AccessRule SystemFor<T>(Func<T, string> post)
        where T : IMessage => Roles().OrSystemFor(post);

    public static AccessRule Roles(params ReadOnlySpan<string> roles) => new() { AllowedRoles = [.. roles] };

    public static AccessRule HeadOf<T>(Func<T, string> department)
        where T : IMessage => Roles().OrHeadOf(department);

    public static AccessRule HolderOf<T>(Func<T, string> post)
        where T : IMessage => Roles().OrHolderOf(post);

    /// <param name="directive">Where no department is named, the directive's jurisdiction is meant.</param>
    public AccessRule OrHeadOf<T>(Func<T, string> department, Func<T, string>? directive = null)
        where T : IMessage => this with
        {
            Head = new HeadScope(
                request => department((T)request),
                directive is null ? null : request => directive((T)request)),
        };

    public AccessRule OrHolderOf<T>(Func<T, string> post)
        where T : IMessage => this with { Holder = request => post((T)request) };

    public AccessRule OrSystemFor<T>(Func<T, string> post)
        where T : IMessage => this with { System = request => post((T)request) };

    /// <summary>Why someone was refused.</summary>
    public string Describe(string subject)
    {
        var needed = new List<string>();
        if (!AllowedRoles.IsEmpty)
            needed.Add($"has none of the roles {string.Join(", ", AllowedRoles)}");
        if (Head is not null)
            needed.Add("heads neither the department nor one above it");
        if (Holder is not null)
            needed.Add("does not hold the post");
        if (System is not null)
            needed.Add("is no system of the post's department or of one above it");
        return $"{subject} {string.Join(" and ", needed)}.";
    }
}

/// <summary>The department that a request is about.</summary>
internal sealed record HeadScope(Func<IMessage, string> Department, Func<IMessage, string>? Directive);
