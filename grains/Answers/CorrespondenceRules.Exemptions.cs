using System.Globalization;

namespace Directives.Grains;

/// <summary>Exemptions: requested, decided by the issuer, and expiring by themselves.</summary>
public static partial class CorrespondenceRules
{
    /// <summary>What falls due when an exemption ends; its number follows.</summary>
    public const string ExpiryDue = "exemption/";

    internal static CorrespondenceChange RequestExemption(
        string directive, CorrespondenceState index, AskerState asker, ExemptionCommand command, LocalText? name, DateTimeOffset now)
    {
        CheckDay("until", command.Until, now);
        if (asker.Pending > 0)
        {
            throw RefusedException.NotAllowedNow(
                "ALREADY_REQUESTED", $"Request {asker.Pending} of {command.Asker} waits for the issuer already.");
        }

        if (asker.Exemptions.Length >= MaxRequestsOfOne)
            throw RefusedException.NotAllowedNow("TOO_MANY_REQUESTS", $"{command.Asker} has requested {MaxRequestsOfOne} exemptions from {directive}.");
        if (index.Pending.Length >= MaxOpen)
            throw RefusedException.NotAllowedNow("ISSUER_BUSY", $"{MaxOpen} requests wait for the issuer already; request again when some are decided.");

        var number = index.Exemptions + 1;
        var exemption = new Exemption(
            directive, number, command.Asker, ExemptionStatus.Requested, now, command.By, command.Reason, command.Until);
        var fact = new ExemptionRequested(number, command.Asker, command.By, name, command.Reason, command.Until, command.OperationId);
        return new CorrespondenceChange(
            index with
            {
                Exemptions = number,
                Pending = index.Pending.Add(number),
                Facts = [fact with { Directive = directive, At = now }],
            },
            asker with { Exemptions = asker.Exemptions.Add(number), Pending = number },
            null,
            [new ExemptionState { Exemption = exemption }]);
    }

    /// <param name="inForce">The asker's exemption that is in force; null for none.</param>
    internal static CorrespondenceChange DecideExemption(
        CorrespondenceState index, AskerState asker, Exemption exemption, Exemption? inForce, DecideCommand command, DateTimeOffset now)
    {
        if (exemption.Status is not ExemptionStatus.Requested)
        {
            throw RefusedException.NotAllowedNow(
                "ALREADY_DECIDED", $"Request {exemption.Number} was decided already: {exemption.Status.ToString().ToLowerInvariant()}.");
        }

        var decided = exemption with { DecidedAt = now, DecidedBy = command.By, DecisionReason = command.Reason };
        var waiting = index with { Pending = index.Pending.Remove(exemption.Number) };
        return command.Until is { } until
            ? Grant(waiting, asker with { Pending = 0 }, decided, inForce, until, command, now)
            : Refuse(waiting, asker with { Pending = 0 }, decided, command, now);
    }

    /// <summary>Ends an exemption whose time is over, once.</summary>
    /// <returns>Null where it is not in force, or not until then.</returns>
    internal static CorrespondenceChange? Expire(
        CorrespondenceState index, AskerState asker, Exemption exemption, DateTimeOffset due, DateTimeOffset now)
    {
        if (exemption.Status is not ExemptionStatus.Granted || exemption.ExpiresAt != due)
            return null;
        if (now < due)
            throw RefusedException.NotAllowedNow("NOT_DUE", $"Exemption {exemption.Number} ends at {due:O}, and it is {now:O}.");

        var sequence = asker.Sequence + 1;
        var fact = new ExemptionExpired(exemption.Number, sequence, exemption.Asker, due);
        return new CorrespondenceChange(
            index with { Facts = [fact with { Directive = exemption.Directive, At = now }] },
            asker with { InForce = 0, Sequence = sequence },
            null,
            [new ExemptionState { Exemption = exemption with { Status = ExemptionStatus.Expired, EndedAt = now } }]);
    }

    /// <summary>The number in what falls due; null where it is something else.</summary>
    internal static int? ExemptionOf(string due) =>
        due.StartsWith(ExpiryDue, StringComparison.Ordinal)
        && int.TryParse(due.AsSpan(ExpiryDue.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    internal static string DigestOf(ExemptionCommand command) => Operation.Digest(
        nameof(ExemptionRequested), command.Asker, command.By, command.Reason, Text(command.Until.DayNumber));

    internal static string DigestOf(DecideCommand command) => Operation.Digest(
        nameof(ExemptionGranted), command.By, Text(command.Exemption), command.Until is { } until ? Text(until.DayNumber) : null, command.Reason);

    internal static void Check(ExemptionCommand command)
    {
        Operation.Check(command.OperationId);
        CheckText("reason", command.Reason, MaxReasonLength);
    }

    internal static void Check(DecideCommand command, DateTimeOffset now)
    {
        Operation.Check(command.OperationId);
        if (command.Until is { } until)
            CheckDay("until", until, now);
        else
            CheckText("reason", command.Reason ?? "", MaxReasonLength);
        if (command.Reason?.Length > MaxReasonLength)
            throw RefusedException.Field("reason", $"must have at most {MaxReasonLength} characters");
    }

    private static CorrespondenceChange Grant(
        CorrespondenceState index, AskerState asker, Exemption exemption, Exemption? inForce, DateOnly until, DecideCommand command, DateTimeOffset now)
    {
        var expiresAt = PakistanDay.StartOf(until.AddDays(1));
        var sequence = asker.Sequence + 1;
        var granted = new ExemptionState
        {
            Exemption = exemption with { Status = ExemptionStatus.Granted, Until = until, ExpiresAt = expiresAt },
        };
        var fact = new ExemptionGranted(
            exemption.Number, sequence, exemption.Asker, command.By, until, expiresAt, command.Reason, command.OperationId);
        return new CorrespondenceChange(
            index with
            {
                Facts = [fact with { Directive = exemption.Directive, At = now }],
                Due = [new DueEntry(expiresAt, ExpiryDue + Text(exemption.Number))],
            },
            asker with { InForce = exemption.Number, Sequence = sequence },
            null,
            inForce is null
                ? [granted]
                : [granted, new ExemptionState { Exemption = inForce with { Status = ExemptionStatus.Replaced, EndedAt = now } }]);
    }

    private static CorrespondenceChange Refuse(
        CorrespondenceState index, AskerState asker, Exemption exemption, DecideCommand command, DateTimeOffset now)
    {
        var fact = new ExemptionRefused(exemption.Number, exemption.Asker, command.By, command.Reason!, command.OperationId);
        return new CorrespondenceChange(
            index with { Facts = [fact with { Directive = exemption.Directive, At = now }] },
            asker,
            null,
            [new ExemptionState { Exemption = exemption with { Status = ExemptionStatus.Refused } }]);
    }

    private static void CheckDay(string field, DateOnly day, DateTimeOffset now)
    {
        var today = PakistanDay.Of(now);
        if (day < today || day.DayNumber - today.DayNumber > MaxDays)
        {
            throw RefusedException.Field(
                field, string.Create(CultureInfo.InvariantCulture, $"must be a day from today, {today:yyyy-MM-dd}, and at most {MaxDays:N0} days ahead"));
        }
    }
}
