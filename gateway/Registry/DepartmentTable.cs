namespace Directives.Gateway;

/// <summary>A department as a row gives it.</summary>
/// <param name="Parent">Empty for the root.</param>
/// <param name="HeadPost">Empty where no post heads it.</param>
internal sealed record DepartmentRow(int Row, string Id, string Parent, DepartmentKind Kind, LocalText Name, string HeadPost);

/// <summary>departments.csv: the organisational units.</summary>
internal sealed class DepartmentTable() : ImportTable("departments.csv", [Id, Parent, Kind, NameEn, NameUr, HeadPost])
{
    public const string Id = "id";
    public const string Parent = "parent";
    public const string HeadPost = "head_post";
    private const string Kind = "kind";
    private const string NameEn = "name_en";
    private const string NameUr = "name_ur";
    private readonly Dictionary<string, DepartmentRow> byId = new(StringComparer.Ordinal);
    private readonly List<DepartmentRow> departments = [];

    /// <summary>In the order of the file, each id once.</summary>
    public IReadOnlyList<DepartmentRow> Departments => departments;

    public DepartmentRow? Find(string id) => byId.GetValueOrDefault(id);

    protected override void Accept(int row, ReadOnlySpan<string> fields)
    {
        var (id, parent, kindName, head) = (fields[0], fields[1], fields[2], fields[5]);
        var name = new LocalText(fields[3], fields[4]);
        var known = CheckSlug(row, Id, id);
        if (parent.Length > 0)
            CheckSlug(row, Parent, parent);
        Check(row, Kind, DepartmentKinds.TryParse(kindName, out var kind), kindName, $"is no kind of department; write one of {DepartmentKinds.List}");
        CheckText(row, NameEn, name.En);
        CheckText(row, NameUr, name.Ur);
        if (head.Length > 0 && known)
            CheckHead(row, id, head);

        // A row with other mistakes is kept, so that those who name it are not told that it does not exist.
        var department = new DepartmentRow(row, id, parent, kind, name, head);
        if (!known)
            Lose();
        else if (byId.TryAdd(id, department))
            departments.Add(department);
        else
            Add(row, Id, $"{Mistakes.Show(id)} is the id of row {byId[id].Row} already; each department has an id of its own");
    }

    private void CheckHead(int row, string id, string head)
    {
        if (!PostId.TryParse(head, out var department, out _))
            Add(row, HeadPost, $"{Mistakes.Show(head)} is no post's id; write {id}/ and the seat, or nothing");
        else if (department != id)
            Add(row, HeadPost, $"{Mistakes.Show(head)} is a post of {Mistakes.Show(department)}; a department is headed by a post of its own, or by none");
    }
}
