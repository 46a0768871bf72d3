using System.Diagnostics;
using Directives.V1;
using Grpc.Core;

namespace Directives.Bench.Load;

/// <summary>Asks for the compliance of random departments, of each level of the hierarchy as often as of any other.</summary>
internal sealed class ComplianceAskers(Gateway gateway, Metadata oversight)
{
    public Task AskAsync(AskCompliance order, Meter meter)
    {
        var levels = LevelsOf(order.File);
        return Drive.RunAsync(
            order.Callers,
            async (caller, isOver) =>
            {
                var chance = new Random(caller);
                var client = Gateway.Of(gateway.Oversight, caller);
                while (!isOver())
                {
                    var level = levels[chance.Next(levels.Count)];
                    var request = new GetComplianceRequest
                    {
                        Directive = Gateway.Number(1 + chance.Next(order.Directives)), Department = level[chance.Next(level.Count)],
                    };
                    var sent = Stopwatch.GetTimestamp();
                    await client.GetComplianceAsync(request, oversight);
                    meter.Answered(sent);
                }
            },
            TimeSpan.FromSeconds(order.Warm), TimeSpan.FromSeconds(order.Seconds), meter);
    }

    /// <summary>The departments by their distance from the root; a file names a parent before its children.</summary>
    private static List<List<string>> LevelsOf(string file)
    {
        var depth = new Dictionary<string, int>(StringComparer.Ordinal);
        var levels = new List<List<string>>();
        foreach (var fields in File.ReadLines(file).Skip(1).Select(line => line.Split(',', 3)))
        {
            var level = depth.TryGetValue(fields[1], out var above) ? above + 1 : 0;
            depth[fields[0]] = level;
            if (level == levels.Count)
                levels.Add([]);
            levels[level].Add(fields[0]);
        }

        return levels;
    }
}
