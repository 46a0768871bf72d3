using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Directives.Grains;

namespace Directives.Tests.Support;

/// <summary>
/// Counts a directive from the rows of the database themselves: once from the ledger's facts and once from the grains'
/// states. It shares no code with the product: SQL and JSON only.
/// </summary>
internal sealed class Recount
{
    private readonly Dictionary<string, Office> _offices = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];
    private readonly string _source;

    private Recount(string source) => _source = source;

    /// <summary>What cannot be, such as an office that received the directive twice.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Departments that received it, in order of their ids.</summary>
    public IEnumerable<string> Offices => _offices.Where(office => office.Value.DiaryNumber is not null).Select(office => office.Key).Order(StringComparer.Ordinal);

    /// <summary>Posts served, in order of their ids.</summary>
    public IEnumerable<string> Posts => _offices
        .SelectMany(office => office.Value.Seats.Where(seat => seat.Value.Kind is not null), (office, seat) => $"{office.Key}/{seat.Key}")
        .Order(StringComparer.Ordinal);

    public Tally Tally => _offices.Values.Select(office => office.Count()).Aggregate(new Tally(), Plus);

    /// <summary>How far each post has come, those that have acted only.</summary>
    public IReadOnlyDictionary<string, string> Standings => _offices
        .SelectMany(
            office => office.Value.Seats.Where(seat => seat.Value.Last(office.Value.Version) is not null),
            (office, seat) => (Post: $"{office.Key}/{seat.Key}", Last: seat.Value.Last(office.Value.Version)))
        .ToDictionary(post => post.Post, post => post.Last!, StringComparer.Ordinal);

    public static async Task<Recount> FromLedgerAsync(TestDatabase database, string directive)
    {
        var count = new Recount("ledger");
        await foreach (var row in ReadAsync(
            database, "SELECT kind, grain_key, payload FROM ledger_entry WHERE directive = @directive ORDER BY chain, number", ("directive", directive)))
        {
            using var fact = JsonDocument.Parse(row[2]);
            count.AddFact(row[0], row[1], fact.RootElement);
        }

        return count;
    }

    public static async Task<Recount> FromStatesAsync(TestDatabase database, string directive)
    {
        var count = new Recount("states");
        await foreach (var row in ReadAsync(
            database,
            """
            SELECT grain_type, grain_key, state_name, payload FROM grain_state
            WHERE payload IS NOT NULL AND (
                (grain_type = 'department' AND state_name IN (@entry, @report))
                OR (grain_type = 'officer' AND state_name = @officer))
            ORDER BY grain_type, grain_key, state_name
            """,
            ("entry", $"entry/{directive}"), ("report", $"report/{directive}"), ("officer", $"directive/{directive}")))
        {
            using var state = JsonDocument.Parse(row[3]);
            count.AddState(row[0], row[1], row[2], state.RootElement);
        }

        return count;
    }

    /// <summary>Fails unless ledger and states say the same, without a fault, and so does a tally.</summary>
    public static async Task<Recount> AssertAgreeAsync(TestDatabase database, string directive, Tally? tally, string phase)
    {
        var (ledger, states) = (await FromLedgerAsync(database, directive), await FromStatesAsync(database, directive));
        foreach (var count in new[] { ledger, states })
            Assert.True(count.Faults.Count == 0, $"{phase}: {directive} by its {count._source}: {string.Join("; ", count.Faults.Take(10))}");
        Assert.Equal(ledger.Offices, states.Offices);
        Assert.Equal(ledger.Posts, states.Posts);
        Assert.Equal(ledger.Standings.OrderBy(post => post.Key, StringComparer.Ordinal), states.Standings.OrderBy(post => post.Key, StringComparer.Ordinal));
        AssertSame(ledger.Tally, states.Tally, $"{phase}: {directive}: ledger and states");
        if (tally is { } counted)
            AssertSame(ledger.Tally, counted, $"{phase}: {directive}: recount and tally");
        return ledger;
    }

    private static void AssertSame(Tally expected, Tally found, string what)
    {
        var different = typeof(Tally).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(column => !Equals(column.GetValue(expected), column.GetValue(found)))
            .Select(column => $"{column.Name} {column.GetValue(expected)} and {column.GetValue(found)}").ToList();
        Assert.True(different.Count == 0, $"{what} differ: {string.Join(", ", different)}");
    }

    private void AddFact(string kind, string key, JsonElement fact)
    {
        switch (kind)
        {
            case "Received":
                Receive(key, fact);
                break;
            case "RosterServed":
                Serve(key, fact.GetProperty("posts"), anew: false);
                break;
            case "ServedAnew":
                if (fact.TryGetProperty("attests", out var attests))
                    OfficeOf(key).Attests = attests.GetBoolean();
                Serve(key, fact.GetProperty("posts"), anew: true);
                foreach (var removed in fact.GetProperty("removed").EnumerateArray())
                    SeatOf(key, removed.GetString()!).Kind = null;
                break;
            case "ObligationsClosed":
                OfficeOf(key).Closed = true;
                break;
            case "ComplianceReported":
                Report(key, fact);
                break;
            case "ExemptionGranted" or "ExemptionExpired":
                Exempt(fact.GetProperty("asker").GetString()!, kind == "ExemptionGranted");
                break;
            case "EndorsementReceived":
                if (fact.TryGetProperty("reopened", out var reopened))
                    OfficeOf(key).Passed.ExceptWith(reopened.EnumerateArray().Select(deadline => deadline.GetString()!));
                break;
            case "Endorsed":
                break;
            case "ExemptionRequested" or "ExemptionRefused" or "ClarificationAsked" or "ClarificationAnswered"
                or "SampleDrawn" or "VerifierAssigned" or "Verified":
                break;
            case "Opened" or "Declined" or "Acknowledged":
                Act(key, kind, Number(fact, "sequence"), Number(fact, "version"), Number(fact, "incumbency"));
                break;
            case "DeadlinePassed" when _offices.TryGetValue(key, out var office):
                if (!office.Passed.Add(fact.GetProperty("deadline").GetString()!))
                    _faults.Add($"{key} has passed the deadline {fact.GetProperty("deadline")} twice");
                break;
            case "PeriodOpened" or "Issued" or "Rerouted" or "Amended" or "Superseded" or "Rescinded" or "DeadlinePassed" or "Reminded" or "Escalated":
                break;
            default:
                _faults.Add($"{kind} of {key} is no kind that is counted");
                break;
        }
    }

    private void AddState(string type, string key, string name, JsonElement state)
    {
        if (type == "officer")
        {
            foreach (var (index, act) in state.GetProperty("acts").EnumerateArray().Index())
                Act(key, act.GetProperty("standing").GetString()!, index + 1, Number(act, "version"), Number(act, "incumbency"));
        }
        else if (name.StartsWith("report/", StringComparison.Ordinal))
        {
            foreach (var report in state.GetProperty("reports").EnumerateArray())
                Report(key, report);
        }
        else
        {
            AddEntry(key, state.GetProperty("entry"));
        }
    }

    private void AddEntry(string key, JsonElement entry)
    {
        Receive(key, entry);
        OfficeOf(key).Closed = entry.TryGetProperty("closed", out _);
        if (entry.TryGetProperty("chase", out var chase))
            OfficeOf(key).Passed.UnionWith(chase.GetProperty("passed").EnumerateArray().Select(deadline => deadline.GetString()!));
        if (entry.GetProperty("served").GetArrayLength() > 0)
            Serve(key, entry.GetProperty("served"), anew: false);
        if (!entry.TryGetProperty("exemptions", out var exemptions))
            return;
        foreach (var exemption in exemptions.EnumerateArray())
        {
            var seat = exemption.GetProperty("seat").GetString()!;
            Exempt(seat.Length == 0 ? key : $"{key}/{seat}", exemption.TryGetProperty("inForce", out _));
        }
    }

    private void Report(string department, JsonElement report) => OfficeOf(department).Reported[Number(report, "version")] =
        report.TryGetProperty("partial", out var partial) ? Number(partial, "percent") : 100;

    private void Exempt(string asker, bool inForce)
    {
        if (asker.IndexOf('/', StringComparison.Ordinal) is var slash && slash > 0)
            SeatOf(asker[..slash], asker[(slash + 1)..]).Exempted = inForce;
        else
            OfficeOf(asker).Exempted = inForce;
    }

    /// <summary>A newer version takes the place of an older one, with whom it was served on.</summary>
    private void Receive(string department, JsonElement receipt)
    {
        var (office, version) = (OfficeOf(department), Number(receipt, "version"));
        if (office.Version >= version)
            _faults.Add($"{department} received version {version} after version {office.Version}");
        (office.Version, office.DiaryNumber) = (version, $"{Number(receipt, "serial")}/{Number(receipt, "year")}");
        office.Attests = receipt.TryGetProperty("attests", out var attests) && attests.GetBoolean();
        office.Passed.Clear();
        foreach (var seat in office.Seats.Values)
            seat.Kind = null;
    }

    private void Serve(string department, JsonElement posts, bool anew)
    {
        foreach (var post in posts.EnumerateArray())
        {
            var seat = SeatOf(department, post.GetProperty("seat").GetString()!);
            if (seat.Kind is not null && !anew)
                _faults.Add($"{department}/{post.GetProperty("seat")} was served twice");
            seat.Kind = post.GetProperty("addressee").GetString();
            seat.Vacant = post.TryGetProperty("vacant", out var vacant) && vacant.GetBoolean();
            seat.Incumbency = Number(post, "incumbency");
        }
    }

    private void Act(string post, string kind, int sequence, int version, int incumbency)
    {
        var slash = post.IndexOf('/', StringComparison.Ordinal);
        var seat = SeatOf(post[..slash], post[(slash + 1)..]);
        var earlier = seat.Acts.Where(act => act.Version == version && act.Incumbency == incumbency).Select(act => act.Kind).ToList();
        if (seat.Kind is null && _source == "ledger")
            _faults.Add($"{post} acted before it was served");
        if (sequence != seat.Acts.Count + 1)
            _faults.Add($"{post} has act {sequence} after {seat.Acts.Count}");
        if (earlier.Contains(kind))
            _faults.Add($"{post} has {kind} twice");
        if ((earlier.Count == 0) != (kind == "Opened") || earlier.Contains("Acknowledged"))
            _faults.Add($"{post} has {kind} after {earlier.LastOrDefault() ?? "nothing"}");
        seat.Acts.Add((kind, version, incumbency));
    }

    private Office OfficeOf(string department)
    {
        if (!_offices.TryGetValue(department, out var office))
            _offices[department] = office = new Office();
        return office;
    }

    private Seat SeatOf(string department, string name)
    {
        var seats = OfficeOf(department).Seats;
        if (!seats.TryGetValue(name, out var seat))
            seats[name] = seat = new Seat();
        return seat;
    }

    private static int Number(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) ? value.GetInt32() : 0;

    private static async IAsyncEnumerable<string[]> ReadAsync(TestDatabase database, string sql, params (string Name, string Value)[] parameters)
    {
        await using var connection = database.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            yield return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
    }

    private static Tally Plus(Tally left, Tally right)
    {
        object sum = new Tally();
        foreach (var column in typeof(Tally).GetProperties().Where(column => column.CanWrite))
            column.SetValue(sum, (int)column.GetValue(left)! + (int)column.GetValue(right)!);
        return (Tally)sum;
    }

    private sealed class Office
    {
        public string? DiaryNumber { get; set; }

        public int Version { get; set; }

        public bool Closed { get; set; }

        public bool Exempted { get; set; }

        /// <summary>It owes an attestation, though none of its posts is served.</summary>
        public bool Attests { get; set; }

        /// <summary>By version, how much of it was reported last to be in force, in per cent.</summary>
        public Dictionary<int, int> Reported { get; } = [];

        /// <summary>The deadlines that have passed while something was owed.</summary>
        public HashSet<string> Passed { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Seat> Seats { get; } = new(StringComparer.Ordinal);

        public Tally Count()
        {
            var served = Seats.Values.Where(seat => seat.Kind is not null).ToList();
            var owes = Attests || served.Any(seat => seat.Kind == "Action");
            var percent = Reported.GetValueOrDefault(Version);
            var complied = percent == 100;
            var unanswered = served.Where(seat => seat.Kind == "Action" && seat.Last(Version) is not ("Declined" or "Acknowledged")).ToList();
            var exempted = unanswered.Count(seat => seat.Exempted);
            return new Tally
            {
                Offices = 1,
                OfficesReceived = DiaryNumber is null ? 0 : 1,
                OfficesOwing = owes ? 1 : 0,
                OfficesComplied = owes && complied ? 1 : 0,
                OfficesClosed = owes && !complied && Closed ? 1 : 0,
                OfficesExempted = owes && !complied && !Closed && Exempted ? 1 : 0,
                OfficesReported = owes && percent > 0 ? 1 : 0,
                PercentReported = owes ? percent : 0,
                OfficesOverdue = owes && !complied && !Closed && !Exempted && Passed.Contains("Comply") ? 1 : 0,
                ServedForAction = served.Count(seat => seat.Kind == "Action"),
                ServedForInformation = served.Count(seat => seat.Kind == "Information"),
                Vacant = served.Count(seat => seat.Vacant),
                Opened = served.Count(seat => seat.Last(Version) is not null),
                Acknowledged = served.Count(seat => seat.Last(Version) == "Acknowledged"),
                Declined = served.Count(seat => seat.Last(Version) == "Declined"),
                Outstanding = Closed ? 0 : unanswered.Count - exempted,
                Overdue = !Closed && Passed.Contains("Acknowledge") ? unanswered.Count - exempted : 0,
                Exempted = Closed ? 0 : exempted,
                Closed = Closed ? unanswered.Count : 0,
            };
        }
    }

    private sealed class Seat
    {
        public string? Kind { get; set; }

        public bool Vacant { get; set; }

        public int Incumbency { get; set; }

        public bool Exempted { get; set; }

        public List<(string Kind, int Version, int Incumbency)> Acts { get; } = [];

        /// <summary>The last act on a version under the charge that it was served on.</summary>
        public string? Last(int version) => Acts.LastOrDefault(act => act.Version == version && act.Incumbency == Incumbency).Kind;
    }
}
