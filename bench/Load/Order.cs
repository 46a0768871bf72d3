using System.Text.Json;
using System.Text.Json.Serialization;

namespace Directives.Bench.Load;

/// <summary>What the bench tells a client process to do; one line of JSON each, answered by one.</summary>
[JsonDerivedType(typeof(TakePosts), "take-posts")]
[JsonDerivedType(typeof(SignIn), "sign-in")]
[JsonDerivedType(typeof(CallUnary), "call-unary")]
[JsonDerivedType(typeof(Submit), "submit")]
[JsonDerivedType(typeof(AskCompliance), "ask-compliance")]
internal abstract record Order
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Processes whose CPU time is read over the measured time, by name.</summary>
    public IReadOnlyDictionary<string, int> Processes { get; init; } = new Dictionary<string, int>();
}

/// <summary>Which posts act. Needed before anything else.</summary>
/// <param name="File">posts.csv.</param>
/// <param name="Officers">Posts that act by themselves, each with a token, spread over the file.</param>
/// <param name="Submitted">Further posts that act through their department's system.</param>
/// <param name="Open">Whether a directive must be opened before it is acknowledged; the peer knows no such thing.</param>
/// <param name="Skip">BENCH/1 to BENCH/n are left alone: officers have acknowledged them before.</param>
internal sealed record TakePosts(string File, int Officers, int Submitted, bool Open, int Skip = 0) : Order;

/// <summary>Issues a token to each officer and makes one call with it.</summary>
internal sealed record SignIn : Order;

/// <summary>Acknowledges by unary calls.</summary>
/// <param name="InFlight">Callers, each waiting for its answer before it calls again.</param>
/// <param name="Warm">Seconds before measuring, with the same load.</param>
/// <param name="Rate">Acts a second; 0 for as many as the callers can.</param>
/// <param name="Watch">Whether a watcher follows, and the time from an act until it is told.</param>
/// <param name="Directives">BENCH/1 to BENCH/n have been served.</param>
internal sealed record CallUnary(int InFlight, double Warm, double Seconds, int Rate = 0, bool Watch = false, int Directives = 0) : Order;

/// <summary>Acknowledges by streams of a department's system.</summary>
internal sealed record Submit(int Streams, double Warm, double Seconds, int Directives = 0) : Order;

/// <summary>Asks for the compliance of random departments of all levels.</summary>
/// <param name="File">departments.csv.</param>
internal sealed record AskCompliance(string File, int Callers, int Directives, double Warm, double Seconds) : Order;

/// <summary>What a client process answers.</summary>
/// <param name="Error">Why it could not; null where it could.</param>
/// <param name="Begun">Measuring begins; another answer follows.</param>
/// <param name="Seats">Officers who act by themselves, where posts were taken.</param>
/// <param name="Submitted">Posts whose acts are handed in.</param>
internal sealed record Answer(string? Error = null, Measured? Measured = null, bool Begun = false, int Seats = 0, int Submitted = 0);

/// <param name="Seconds">The measured time.</param>
/// <param name="Milliseconds">From sending until answered.</param>
/// <param name="CpuMicroseconds">Of each act, by process.</param>
/// <param name="ToldMilliseconds">From sending an act until the watcher had its event; null where none watched.</param>
/// <param name="SettleSeconds">From the last answer until the tallies had every act.</param>
/// <param name="Left">Acts that are left to those who acted.</param>
internal sealed record Measured(
    long Count, double Seconds, Percentiles Milliseconds, IReadOnlyDictionary<string, double> CpuMicroseconds,
    Percentiles? ToldMilliseconds = null, double SettleSeconds = 0, long Left = 0)
{
    public double Rate => Count / Seconds;
}
