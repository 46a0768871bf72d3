using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>What a client said that it attempted, and what it learned.</summary>
/// <param name="first">It leads to a second fact too, and where that one is refused the first may stand all the same.</param>
internal sealed class Command(int round, string operation, string fact, string key, string directive, string by, bool first)
{
    private readonly Dictionary<(int Client, long Number), string?> attempts = [];

    public int Round => round;

    public string Operation => operation;

    public string Fact => fact;

    public string Key => key;

    public string Directive => directive;

    public string By => by;

    /// <summary>A client was told that it has taken effect.</summary>
    public bool IsConfirmed => attempts.ContainsValue("Confirmed");

    /// <summary>Every attempt was answered by a word that it has left nothing.</summary>
    public bool IsRefused => !first && attempts.Values.All(outcome => outcome is "Refused" or "Nothing");

    public override string ToString() => $"{fact} {operation} of {key}";

    public void Attempt((int Client, long Number) attempt) => attempts.Add(attempt, null);

    public void Answer((int Client, long Number) attempt, string outcome) => attempts[attempt] = outcome;
}

/// <summary>The ledgers of the load clients, read onward as they grow.</summary>
internal sealed class ClientRecords(Findings findings)
{
    private readonly Dictionary<string, Reading> readings = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Operation, string Fact), Command> commands = [];

    /// <summary>By operation and the kind of fact that it asked for.</summary>
    public IReadOnlyDictionary<(string Operation, string Fact), Command> Commands => commands;

    public void Advance(IEnumerable<string> ledgers)
    {
        foreach (var path in ledgers)
        {
            if (!readings.TryGetValue(path, out var reading))
                readings[path] = reading = new Reading(readings.Count);
            foreach (var line in File.ReadLines(path).Skip(reading.Lines))
            {
                reading.Lines++;
                using var document = JsonDocument.Parse(line);
                Add(reading, document.RootElement);
            }
        }
    }

    private void Add(Reading reading, JsonElement line)
    {
        var number = line.Number("Attempt");
        if (line.Object("Act") is not { } act)
        {
            foreach (var command in reading.Attempts[number])
            {
                command.Answer((reading.Client, number), line.Text("Outcome"));
                findings.Require(
                    line.Text("Outcome") != "Broken", Broken.Unverified, $"{command}: the server answered with a fault of its own: {line.Text("Message")}");
            }

            return;
        }

        var also = act.Text("Also");
        var round = (int)line.Number("Round");
        List<Command> attempted = [Attempt(round, act, act.Text("Fact"), act.Text("Key"), also.Length > 0)];
        if (also.Length > 0)
            attempted.Add(Attempt(round, act, also, act.Text("AlsoKey"), first: false));
        foreach (var command in attempted)
            command.Attempt((reading.Client, number));
        reading.Attempts[number] = attempted;
    }

    private Command Attempt(int round, JsonElement act, string fact, string key, bool first)
    {
        var id = (act.Text("Operation"), fact);
        if (!commands.TryGetValue(id, out var attempted))
        {
            attempted = new Command(round, id.Item1, fact, key, act.Text("Directive"), act.Text("By"), first);
            commands.Add(id, attempted);
        }

        return attempted;
    }

    private sealed class Reading(int client)
    {
        /// <summary>Two clients may give the same number to their attempts.</summary>
        public int Client => client;

        public int Lines { get; set; }

        public Dictionary<long, List<Command>> Attempts { get; } = [];
    }
}
