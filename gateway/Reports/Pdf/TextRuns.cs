using System.Globalization;

namespace Directives.Gateway.Reports;

/// <summary>A stretch of a line in one direction and one script, in the order in which it is seen from the left.</summary>
internal readonly record struct TextRun(string Text, bool IsArabic, bool IsRightToLeft);

/// <summary>
/// Puts a line in the order in which it is seen: the Unicode Bidirectional Algorithm (UAX #9) for text without embeddings and
/// overrides, which are dropped, of Latin and Arabic letters, European and Arabic digits and what is neutral.
/// </summary>
internal static class TextRuns
{
    private enum Kind : byte
    {
        Left,
        Right,
        Number,
        Separator,
        Neutral,
    }

    /// <param name="rightToLeft">The direction of the line itself.</param>
    public static List<TextRun> Order(string line, bool rightToLeft)
    {
        var text = WithoutControls(line);
        var kinds = Resolve(text, rightToLeft);
        var levels = new byte[text.Length];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = LevelOf(kinds[i], rightToLeft);

        // A run is of one level and one font; marks go with what they are on, spaces with what is before them.
        var runs = new List<(TextRun Run, byte Level)>();
        for (var start = 0; start < text.Length;)
        {
            var arabic = IsArabic(text[start]);
            var end = start + 1;
            while (end < text.Length && levels[end] == levels[start] && (IsArabic(text[end]) == arabic || IsCommon(text[end])))
                end++;
            runs.Add((new TextRun(text[start..end], arabic, levels[start] % 2 == 1), levels[start]));
            start = end;
        }

        return Reorder(runs);
    }

    /// <summary>Whether a character is written in the Arabic script.</summary>
    public static bool IsArabic(char character) =>
        character is (>= '\u0600' and <= '\u06FF') or (>= '\u0750' and <= '\u077F') or (>= '\u08A0' and <= '\u08FF')
            or (>= '\uFB50' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');

    private static bool IsCommon(char character) => character is ' ' or '\u200C' or '\u200D';

    private static string WithoutControls(string line) => line.Any(IsControl) ? string.Concat(line.Where(c => !IsControl(c))) : line;

    private static bool IsControl(char character) =>
        char.IsControl(character) || character is (>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static Kind[] Resolve(string text, bool rightToLeft)
    {
        var kinds = new Kind[text.Length];
        for (var i = 0; i < kinds.Length; i++)
            kinds[i] = KindOf(text[i]);

        // W4, W5: separators between digits, and signs beside them, are part of the number. W7: digits after Latin are Latin.
        for (var i = 1; i < kinds.Length - 1; i++)
        {
            if (kinds[i] is Kind.Separator && kinds[i - 1] is Kind.Number && kinds[i + 1] is Kind.Number)
                kinds[i] = Kind.Number;
        }

        var strong = rightToLeft ? Kind.Right : Kind.Left;
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is Kind.Left or Kind.Right)
                strong = kinds[i];
            else if (kinds[i] is Kind.Number && strong is Kind.Left)
                kinds[i] = Kind.Left;
        }

        ResolveNeutrals(kinds, rightToLeft ? Kind.Right : Kind.Left);
        return kinds;
    }

    /// <summary>N1, N2: what is neutral goes with its neighbours where they agree, and with the line where they do not.</summary>
    private static void ResolveNeutrals(Kind[] kinds, Kind line)
    {
        for (var start = 0; start < kinds.Length; start++)
        {
            if (kinds[start] is not (Kind.Neutral or Kind.Separator))
                continue;
            var end = start;
            while (end < kinds.Length && kinds[end] is Kind.Neutral or Kind.Separator)
                end++;
            var before = start == 0 ? line : Strong(kinds[start - 1]);
            var after = end == kinds.Length ? line : Strong(kinds[end]);
            Array.Fill(kinds, before == after ? before : line, start, end - start);
            start = end - 1;
        }
    }

    private static Kind Strong(Kind kind) => kind is Kind.Number ? Kind.Right : kind;

    private static byte LevelOf(Kind kind, bool rightToLeft) => (kind, rightToLeft) switch
    {
        (Kind.Right, _) => 1,
        (Kind.Number, _) => 2,
        (_, true) => 2,
        _ => 0,
    };

    /// <summary>L2: from the highest level down, turns round every stretch of that level and higher.</summary>
    private static List<TextRun> Reorder(List<(TextRun Run, byte Level)> runs)
    {
        for (var level = 2; level >= 1; level--)
        {
            for (var start = 0; start < runs.Count; start++)
            {
                var end = start;
                while (end < runs.Count && runs[end].Level >= level)
                    end++;
                if (end - start > 1)
                    runs.Reverse(start, end - start);
                start = Math.Max(start, end - 1);
            }
        }

        return runs.ConvertAll(run => run.Run);
    }

    private static Kind KindOf(char character) => CharUnicodeInfo.GetUnicodeCategory(character) switch
    {
        _ when character is >= '0' and <= '9' => Kind.Number,
        _ when character is (>= '\u0660' and <= '\u0669') or (>= '\u06F0' and <= '\u06F9') => Kind.Number,
        _ when character is ',' or '.' or '/' or ':' or '-' => Kind.Separator,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark =>
            IsArabic(character) ? Kind.Right : Kind.Left,
        _ when IsArabic(character) => Kind.Right,
        _ => Kind.Neutral,
    };
}
