namespace Directives.Gateway;

/// <summary>The organogram, from the grains' form to the API's.</summary>
internal static class RegistryMapping
{
    public static V1.Registry ToWire(this RegistryStatus status) => new()
    {
        Version = status.Version,
        Root = status.Root ?? "",
        Departments = status.Departments,
        Posts = status.Posts,
        Vacant = status.Vacant,
    };

    public static V1.Department ToWire(this DepartmentPlace place) => new()
    {
        Summary = new V1.DepartmentSummary
        {
            Id = place.Id,
            Name = place.Name.ToWire(),
            Kind = place.Kind.ToName(),
            Departments = place.Departments,
            Posts = place.Posts,
        },
        Path = { place.Path },
        HeadPost = place.HeadPost ?? "",
        Children = { place.Children.Select(ToWire) },
    };

    public static V1.DepartmentSummary ToWire(this ChildDepartment child) => new()
    {
        Id = child.Id,
        Name = child.Name.ToWire(),
        Kind = child.Kind.ToName(),
        Departments = child.Departments,
        Posts = child.Posts,
    };

    public static V1.Post ToWire(this RosterPost post, string department) => new()
    {
        Id = PostId.Of(department, post.Seat),
        Department = department,
        Designation = post.Designation.ToWire(),
        Bps = post.Bps,
        Cadre = post.Cadre,
        ServiceGroup = post.ServiceGroup,
        Incumbent = post.Incumbent.ToWire(),
    };
}
