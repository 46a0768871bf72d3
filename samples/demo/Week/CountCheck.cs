namespace Directives.Demo.Week;

/// <summary>Holds what the demo says against what the API answers: the demo fails rather than tell what is not so.</summary>
internal static class CountCheck
{
    /// <exception cref="DemoException">Something was found otherwise than expected; all of it.</exception>
    public static void Require(string scene, params (string What, object Expected, object Found)[] claims)
    {
        var wrong = new List<string>();
        foreach (var (what, expected, found) in claims)
        {
            if (!Equals(expected, found))
                wrong.Add($"{what}: expected {expected}, found {found}");
        }

        if (wrong.Count > 0)
            throw new DemoException($"What would be told of {scene} is not so: {string.Join("; ", wrong)}.");
    }
}
