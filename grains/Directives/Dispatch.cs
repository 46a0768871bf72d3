using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Directives.Grains;

/// <summary>The outward register of an office, which numbers what it issues. Key: department id.</summary>
/// <remarks>It awaits no other grain.</remarks>
[Alias("IDispatchGrain")]
public interface IDispatchGrain : IGrainWithStringKey
{
    /// <summary>
    /// The dispatch number of a version of a directive: the next of the year where it has none yet. The number that was
    /// given once is that version's for good, so that whoever was interrupted takes it again and none is left over.
    /// </summary>
    /// <returns>The serial and the year: <c>5/2026</c>.</returns>
    [Alias("Give")]
    Task<string> Give(string directive, int version);
}

/// <summary>The outward register. State name: <c>dispatch</c>.</summary>
public sealed record DispatchState : LedgeredState
{
    /// <summary>The last number of the year.</summary>
    public int Serial { get; init; }

    public int Year { get; init; }
}

/// <summary>
/// A dispatch number, and the directive that has it. State name: <c>given/directive</c>, and <c>given/directive#version</c>
/// for a version that amended it.
/// </summary>
public sealed record GivenState : LedgeredState
{
    /// <summary>Null where none was given.</summary>
    public string? Number { get; init; }

    public DateTimeOffset At { get; init; }
}

/// <summary>Outward serials: consecutive in each year, by the calendar of Pakistan.</summary>
public static class DispatchRules
{
    internal const string GivenKind = "given";

    /// <summary>What a number is given to, by its name in the register.</summary>
    public static string NameOf(string directive, int version) =>
        version == 1 ? directive : string.Create(CultureInfo.InvariantCulture, $"{directive}#{version}");

    /// <summary>Gives the next number to what has none.</summary>
    public static DispatchState Give(DispatchState state, string name, DateTimeOffset now)
    {
        var (serial, year) = OfficeSerial.Next(state.Serial, state.Year, now);
        var number = string.Create(CultureInfo.InvariantCulture, $"{serial}/{year}");
        return state with
        {
            Serial = serial,
            Year = year,
            Rows = [new($"{GivenKind}/{name}", new GivenState { Number = number, At = now })],
        };
    }
}

[GrainType("dispatch")]
internal sealed class DispatchGrain : Grain, IDispatchGrain
{
    private readonly IPersistentState<DispatchState> register;
    private readonly StateRows<GivenState> given;
    private readonly ProductClock time;

    public DispatchGrain(
        [PersistentState("dispatch", LedgerStorage.Name)] IPersistentState<DispatchState> register,
        [FromKeyedServices(LedgerStorage.Name)] IGrainStorage storage,
        IGrainContext context,
        ProductClock time)
    {
        (this.register, this.time) = (register, time);
        given = new(storage, context, DispatchRules.GivenKind);
    }

    public async Task<string> Give(string directive, int version)
    {
        var name = DispatchRules.NameOf(directive, version);
        var row = await given.GetAsync(name);
        if (row.State.Number is { } known)
            return known;

        var next = DispatchRules.Give(register.State, name, time.GetLedgerTime());
        await register.WriteAsync(next, this);
        var added = (GivenState)next.Rows[0].State;
        given.Add(name, added);
        return added.Number!;
    }
}
