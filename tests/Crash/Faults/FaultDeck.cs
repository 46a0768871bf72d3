using Directives.Crash.World;

namespace Directives.Crash.Faults;

/// <summary>The faults in the order in which they strike: all of them once, shuffled by the seed, then all of them again.</summary>
internal sealed class FaultDeck
{
    private readonly Random random;
    private readonly Fault[] faults;
    private readonly Queue<Fault> deck = new();

    private FaultDeck(Fault[] faults, int seed) => (this.faults, random) = (faults, new Random(seed));

    public int Count => faults.Length;

    /// <summary>The faults that a run can choose from.</summary>
    /// <exception cref="CrashException">A name is of no fault.</exception>
    public static FaultDeck Of(CrashOptions options)
    {
        var all = All(options.OnPostgres).ToArray();
        if (options.Faults.FirstOrDefault(name => all.All(fault => fault.Name != name)) is { } unknown)
            throw new CrashException($"There is no fault {unknown} here; there are {string.Join(", ", all.Select(fault => fault.Name))}.");
        return new FaultDeck(options.Faults.Count == 0 ? all : [.. all.Where(fault => options.Faults.Contains(fault.Name))], options.Seed);
    }

    /// <summary>What this machine does not allow, in a line for people; null where it allows all.</summary>
    public static string? Missing()
    {
        string[] missing =
        [
            .. SmallDisk.IsPossible ? [] : (string[])["disk-full (no tmpfs can be mounted here: that takes root, and a container that allows it)"],
            .. ClockMoved.Library is null ? (string[])["clock-forward, clock-back (the library of the package libfaketime is not installed)"] : [],
        ];
        return missing.Length == 0 ? null : $"Left out: {string.Join("; ", missing)}.";
    }

    public Fault Next()
    {
        if (deck.Count == 0)
        {
            var shuffled = faults.ToArray();
            random.Shuffle(shuffled);
            foreach (var fault in shuffled)
                deck.Enqueue(fault);
        }

        return deck.Dequeue();
    }

    private static IEnumerable<Fault> All(bool postgres)
    {
        yield return new GatewayKilled();
        yield return new GatewayStalled();
        yield return new WireCut(toDatabase: false);
        yield return new AnswersLost(ofDatabase: false);
        yield return new RequestStorm();
        foreach (var fault in Failpoints(postgres))
            yield return fault;
        if (postgres)
        {
            yield return new GatewayTakenOver();
            yield return new PostgresCrashed();
            yield return new WireCut(toDatabase: true);
            yield return new AnswersLost(ofDatabase: true);
        }

        if (SmallDisk.IsPossible)
        {
            yield return new DiskFull("data");
            if (postgres)
                yield return new DiskFull("wal");
        }

        if (ClockMoved.Library is not null)
        {
            yield return new ClockMoved("+1d");
            yield return new ClockMoved("-1d");
        }
    }

    /// <summary>The names of silo/Failpoint.cs, each with how many times most rounds reach it.</summary>
    private static IEnumerable<Fault> Failpoints(bool postgres)
    {
        yield return new AtFailpoint("commit.taken", 60, null);
        if (!postgres)
            yield return new AtFailpoint("commit.written", 60, null);
        yield return new AtFailpoint("commit.durable", 60, null);
        yield return new AtFailpoint("commit.told", 80, null);
        yield return new AtFailpoint("relay.read", 3, null);
        yield return new AtFailpoint("relay.received", 12, Moment.Issue);
        yield return new AtFailpoint("relay.linked", 1, Moment.Issue);
        yield return new AtFailpoint("relay.registered", 10, Moment.Acts);
        yield return new AtFailpoint("relay.climbed", 12, Moment.Acts);
        yield return new AtFailpoint("relay.delivered", 3, null);
        yield return new AtFailpoint("register.stored", 8, Moment.Acts);
        yield return new AtFailpoint("relay.stored", 3, null);
        yield return new AtFailpoint("establish.department", 40, Moment.Import);
        yield return new AtFailpoint("establish.part", 1, Moment.Import);
    }
}
