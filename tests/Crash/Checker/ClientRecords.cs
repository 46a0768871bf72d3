using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>What a client said that it attempted, and what it learned.</summary>
internal sealed class Command(int round, string operation, string fact, string key, string directive, string by)
{
    private readonly Dictionary<long, string?> attempts = [];

    public int Round => round;

    public string Operation => operation;

    public string Fact => fact;

    public string Key => key;

    public string Directive => directive;

    public string By => by;

    /// <summary>A client was told that it has taken effect.</summary>
    public bool IsConfirmed => attempts.ContainsValue("Confirmed");

    /// <summary>Every attempt was answered by a word that it has left nothing.</summary>
    public bool IsRefused => attempts.Values.All(outcome => outcome is "Refused" or "Nothing");

    public override string ToString() => $"{fact} {operation} of {key}";

    public void Attempt(long number) => attempts.Add(number, null);

    public void Answer(long number, string outcome) => attempts[number] = outcome;
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
                readings[path] = reading = new Reading();
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
            var command = reading.Attempts[number];
            command.Answer(number, line.Text("Outcome"));
            findings.Require(
                line.Text("Outcome") != "Broken", Broken.Unverified, $"{command}: the server answered with a fault of its own: {line.Text("Message")}");
            return;
        }

        var key = (act.Text("Operation"), act.Text("Fact"));
        if (!commands.TryGetValue(key, out var attempted))
        {
            attempted = new Command(
                (int)line.Number("Round"), key.Item1, key.Item2, act.Text("Key"), act.Text("Directive"), act.Text("By"));
            commands.Add(key, attempted);
        }

        attempted.Attempt(number);
        reading.Attempts[number] = attempted;
    }

    private sealed class Reading
    {
        public int Lines { get; set; }

        public Dictionary<long, Command> Attempts { get; } = [];
    }
}
