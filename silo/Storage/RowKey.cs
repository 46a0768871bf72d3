namespace Directives.Silo.Storage;

/// <summary>The key of a state row, in the order in which the database keeps them.</summary>
internal readonly record struct RowKey(string GrainType, string GrainKey, string StateName) : IComparable<RowKey>
{
    public const int MaxLength = 256;

    public int CompareTo(RowKey other)
    {
        var order = string.CompareOrdinal(GrainType, other.GrainType);
        if (order == 0)
            order = string.CompareOrdinal(GrainKey, other.GrainKey);
        return order != 0 ? order : string.CompareOrdinal(StateName, other.StateName);
    }

    public override string ToString() => $"{GrainType}/{GrainKey}/{StateName}";
}

/// <summary>Text that goes into a key or an index of the database.</summary>
internal static class KeyText
{
    /// <exception cref="ArgumentException">The text is not one that both databases can keep as a key.</exception>
    public static string Check(string? text, string what)
    {
        if (string.IsNullOrEmpty(text) || text.Length > RowKey.MaxLength)
            throw new ArgumentException($"The {what} of a stored row must have 1 to {RowKey.MaxLength} characters, not {text?.Length ?? 0}.");

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                throw new ArgumentException($"The {what} of a stored row must not hold a zero character.");
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                throw new ArgumentException($"The {what} of a stored row must be well-formed text.");
            i++;
        }

        return text;
    }
}
