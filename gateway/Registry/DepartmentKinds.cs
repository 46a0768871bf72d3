using System.Collections.Frozen;

namespace Directives.Gateway;

/// <summary>The names of the kinds of departments, in the API and in the files of an import.</summary>
internal static class DepartmentKinds
{
    private static readonly FrozenDictionary<string, DepartmentKind> ByName = new Dictionary<string, DepartmentKind>
    {
        ["government"] = DepartmentKind.Government,
        ["administrative-department"] = DepartmentKind.AdministrativeDepartment,
        ["attached-department"] = DepartmentKind.AttachedDepartment,
        ["autonomous-body"] = DepartmentKind.AutonomousBody,
        ["wing"] = DepartmentKind.Wing,
        ["section"] = DepartmentKind.Section,
        ["division-office"] = DepartmentKind.DivisionOffice,
        ["district-office"] = DepartmentKind.DistrictOffice,
        ["tehsil-office"] = DepartmentKind.TehsilOffice,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<DepartmentKind, string> Names =
        ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static readonly string List = string.Join(", ", ByName.OrderBy(pair => pair.Value).Select(pair => pair.Key));

    public static bool TryParse(string name, out DepartmentKind kind) => ByName.TryGetValue(name, out kind);

    public static string ToName(this DepartmentKind kind) => Names[kind];
}
