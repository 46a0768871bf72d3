using Directives.Bench.Load;

namespace Directives.Bench.Work;

/// <summary>Officers in a client process of their own. A post acknowledges a directive once, so further ones are served as they are used up.</summary>
internal sealed class ActingOfficers : IAsyncDisposable
{
    /// <summary>Acts a second that are reckoned with until it is known.</summary>
    private const double FirstGuess = 5_000;
    private const double Spare = 1.3;

    private readonly Product product;
    private readonly LoadProcess process;
    private readonly bool mayServe;
    private readonly int seats;
    private long left;
    private double rate = FirstGuess;

    private ActingOfficers(Product product, LoadProcess process, bool mayServe, int seats)
    {
        this.product = product;
        this.process = process;
        this.mayServe = mayServe;
        this.seats = seats;
        left = (long)seats * product.Directives;
    }

    /// <param name="mayServe">Whether further directives may be served; otherwise what there is has to do.</param>
    /// <param name="skip">Directives that officers have acknowledged before.</param>
    public static async Task<ActingOfficers> StartAsync(
        Product product, bool mayServe, BenchOptions options, CancellationToken cancellation, int skip = 0)
    {
        var process = LoadProcess.Start(product.Server);
        var taken = await process.TellAsync(new TakePosts(product.PostsFile, options.Officers, options.Submitted, Open: true, skip), cancellation);
        return new ActingOfficers(product, process, mayServe, taken.Seats);
    }

    public Task<Measured> SignInAsync(CancellationToken cancellation) =>
        process.MeasureAsync(new SignIn { Processes = product.Processes }, cancellation);

    /// <param name="begun">Called when it begins to measure.</param>
    public async Task<Measured> CallAsync(CallUnary call, CancellationToken cancellation, Action? begun = null)
    {
        var needed = (call.Rate > 0 ? call.Rate : rate * Spare) * (call.Warm + (call.Seconds * Spare));
        if (mayServe && left < needed)
        {
            var more = (int)Math.Ceiling((needed - left) / seats);
            await ServeWork.ServeAsync(product, product.Directives + more, cancellation);
        }

        var measured = await process.MeasureAsync(
            call with { Directives = product.Directives, Processes = product.Processes }, cancellation, begun);
        left = measured.Left;
        if (call.Rate == 0)
            rate = measured.Rate;
        return measured;
    }

    public Task<Measured> SubmitAsync(Submit submit, CancellationToken cancellation) =>
        process.MeasureAsync(submit with { Directives = product.Directives, Processes = product.Processes }, cancellation);

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
