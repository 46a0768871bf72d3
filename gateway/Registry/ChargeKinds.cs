using System.Collections.Frozen;

namespace Directives.Gateway;

/// <summary>The names of the kinds of charge in the files of an import.</summary>
internal static class ChargeKinds
{
    private static readonly FrozenDictionary<string, ChargeKind> ByName = new Dictionary<string, ChargeKind>
    {
        ["regular"] = ChargeKind.Regular,
        ["additional"] = ChargeKind.Additional,
        ["acting"] = ChargeKind.Acting,
        ["current"] = ChargeKind.Current,
        ["look-after"] = ChargeKind.LookAfter,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly string List = string.Join(", ", ByName.OrderBy(pair => pair.Value).Select(pair => pair.Key));

    private static readonly FrozenDictionary<ChargeKind, string> Names = ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static string ToName(this ChargeKind kind) => Names[kind];

    public static bool TryParse(string name, out ChargeKind kind) => ByName.TryGetValue(name, out kind);
}
