using Directives.Bench.Load;

namespace Directives.Bench.Work;

/// <summary>Officers in a client process of their own. A post acknowledges a directive once, so further ones are served as they are used up.</summary>
internal sealed class ActingOfficers : IAsyncDisposable
{
    /// <summary>Acts a second that are reckoned with until it is known.</summary>
    private const double FirstGuess = 5_000;
    private const double FirstGuessOfStreams = 20_000;
    private const double Spare = 1.3;

    private readonly Product product;
    private readonly LoadProcess process;
    private readonly bool mayServe;
    private readonly int seats;
    private readonly int submitted;
    private long left;
    private long leftToSubmit;
    private double rate = FirstGuess;
    private double rateOfStreams = FirstGuessOfStreams;

    private ActingOfficers(Product product, LoadProcess process, bool mayServe, int seats, int submitted, int skip)
    {
        this.product = product;
        this.process = process;
        this.mayServe = mayServe;
        this.seats = seats;
        this.submitted = submitted;
        left = (long)seats * (product.Directives - skip);
        leftToSubmit = (long)submitted * (product.Directives - skip);
    }

    /// <param name="mayServe">Whether further directives may be served; otherwise what there is has to do.</param>
    /// <param name="skip">Directives that officers have acknowledged before.</param>
    public static async Task<ActingOfficers> StartAsync(
        Product product, bool mayServe, BenchOptions options, CancellationToken cancellation, int skip = 0)
    {
        var process = LoadProcess.Start(product.Server);
        var taken = await process.TellAsync(new TakePosts(product.PostsFile, options.Officers, options.Submitted, Open: true, skip), cancellation);
        return new ActingOfficers(product, process, mayServe, taken.Seats, taken.Submitted, skip);
    }

    public Task<Measured> SignInAsync(CancellationToken cancellation) =>
        process.MeasureAsync(new SignIn { Processes = product.Processes }, cancellation);

    /// <param name="begun">Called when it begins to measure.</param>
    public async Task<Measured> CallAsync(CallUnary call, CancellationToken cancellation, Action? begun = null)
    {
        await ServeForAsync((call.Rate > 0 ? call.Rate : rate * Spare) * (call.Warm + (call.Seconds * Spare)), left, seats, cancellation);
        var measured = await process.MeasureAsync(
            call with { Directives = product.Directives, Processes = product.Processes }, cancellation, begun);
        left = measured.Left;
        if (call.Rate == 0)
            rate = measured.Rate;
        return measured;
    }

    public async Task<Measured> SubmitAsync(Submit submit, CancellationToken cancellation)
    {
        await ServeForAsync(rateOfStreams * Spare * (submit.Warm + (submit.Seconds * Spare)), leftToSubmit, submitted, cancellation);
        var measured = await process.MeasureAsync(
            submit with { Directives = product.Directives, Processes = product.Processes }, cancellation);
        leftToSubmit = measured.Left;
        rateOfStreams = Math.Max(rateOfStreams, measured.Rate);
        return measured;
    }

    /// <summary>Serves further directives until there are so many acts.</summary>
    private async Task ServeForAsync(double needed, long there, int posts, CancellationToken cancellation)
    {
        if (!mayServe || there >= needed)
            return;
        var more = (int)Math.Ceiling((needed - there) / posts);
        await ServeWork.ServeAsync(product, product.Directives + more, cancellation);
        left += (long)more * seats;
        leftToSubmit += (long)more * submitted;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
