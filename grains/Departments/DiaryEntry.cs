using System.Text.Json.Serialization;

namespace Directives.Grains;

/// <summary>A post as served: by its office, with what it is addressed for.</summary>
/// <param name="Vacant">It had no incumbent when it was served.</param>
/// <param name="Incumbency">The charge that it was served on: an act under another one does not answer it.</param>
[GenerateSerializer, Immutable, Alias("ServedPost")]
public readonly record struct ServedPost(
    [property: Id(0), JsonConverter(typeof(RecurringText))] string Seat,
    [property: Id(1)] AddresseeKind Addressee,
    [property: Id(2)] bool Vacant,
    [property: Id(3)] int Incumbency = 0);

/// <summary>A directive in the diary of an office: received, and served on its roster.</summary>
/// <param name="Serial">Inward serial of the office, from 1 in each year.</param>
/// <param name="From">The department that passed it on; null where it entered the hierarchy.</param>
/// <param name="PassedTo">The departments below that it was passed on to.</param>
[GenerateSerializer, Immutable, Alias("DiaryEntry")]
public sealed record DiaryEntry(
    [property: Id(0), JsonConverter(typeof(RecurringText))] string Directive,
    [property: Id(1)] int Version,
    [property: Id(2)] LocalText Title,
    [property: Id(3)] int Serial,
    [property: Id(4)] int Year,
    [property: Id(5)] DateTimeOffset ReceivedAt,
    [property: Id(6)] string? From,
    [property: Id(7)] ImmutableArray<ServedPost> Served,
    [property: Id(8)] ImmutableArray<PassedOn> PassedTo,
    [property: Id(9)] DateTimeOffset? AcknowledgeBy,
    [property: Id(10)] DateTimeOffset? ComplyBy)
{
    /// <summary>Of the order that it follows.</summary>
    [Id(11)] public int Revision { get; init; } = 1;

    /// <summary>By what the directive went out of force; null while it is in force.</summary>
    [Id(12)] public DirectiveStatus? Closed { get; init; }

    [Id(13)] public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>How often it was changed since it was first received.</summary>
    [Id(14)] public int Changes { get; init; }

    /// <summary>
    /// Departments below that it was passed on to before and is not any more; null for none. They are told of every change:
    /// an order is handed on as it stands, so that they may have a newer version than their parent ever had.
    /// </summary>
    [Id(15)] public ImmutableArray<string>? FormerlyTo { get; init; }

    /// <summary>Exemptions that began or ended under it; null for none. By seat, the empty one for the office itself.</summary>
    [Id(16)] public ImmutableArray<SeatExemption>? Exemptions { get; init; }

    /// <summary>Null where nobody above, nor the office itself, has endorsed it.</summary>
    [Id(17)] public EntryEndorsements? Endorsements { get; init; }

    /// <summary>How far those who owe something here have been chased; null where nothing has come of it yet.</summary>
    [Id(20)] public Chase? Chase { get; init; }

    /// <summary>The office owes an attestation, though it is served on none of its posts: it is a period of a duty.</summary>
    [Id(30)] public bool Attests { get; init; }

    /// <summary>The endorsements that this version is under, the topmost first.</summary>
    [JsonIgnore] public ImmutableArray<Endorsement> Endorsed => Endorsements?.List.RemoveAll(item => item.Version != Version) ?? [];

    /// <summary>The office's own number for it: <c>7/2020</c>.</summary>
    public string DiaryNumber => $"{Serial}/{Year}";

    /// <summary>The office's deadline as it stands, to acknowledge or to comply.</summary>
    public DateTimeOffset? DeadlineOf(DeadlineKind kind) => kind is DeadlineKind.Acknowledge ? AcknowledgeBy : ComplyBy;

    /// <summary>The same by the order alone, whatever was endorsed.</summary>
    public DateTimeOffset? OrderDeadlineOf(DeadlineKind kind) => Endorsements is { } known ? known.DeadlineOf(kind) : DeadlineOf(kind);

    /// <summary>When a deadline was made what it is by an endorsement; null where it is the order's.</summary>
    public DateTimeOffset? TightenedAt(DeadlineKind kind)
    {
        if (DeadlineOf(kind) == OrderDeadlineOf(kind))
            return null;
        foreach (var endorsement in Endorsed)
        {
            if (endorsement.DeadlineOf(kind) == DeadlineOf(kind))
                return endorsement.At;
        }

        return null;
    }

    /// <summary>Whether a seat, or with the empty one the office, is exempted for the time being.</summary>
    public bool IsExempted(string seat)
    {
        foreach (var exemption in Exemptions ?? [])
        {
            if (exemption.Seat == seat)
                return exemption.InForce;
        }

        return false;
    }

    /// <summary>The reminders of a seat to answer, or of whoever looks after it, the latest last.</summary>
    public ImmutableArray<Notice> RemindersOf(string seat) => Chase is null
        ? []
        : Chase.Notices.RemoveAll(notice => notice.Kind is not StepKind.Remind || (notice.To != seat && !notice.Seats.Contains(seat)));

    /// <summary>How it was served on a seat; null where it was not.</summary>
    public ServedPost? ServedOn(string seat)
    {
        foreach (var post in Served)
        {
            if (post.Seat == seat)
                return post;
        }

        return null;
    }
}

/// <summary>What an office made of a directive that reached it.</summary>
[GenerateSerializer, Immutable, Alias("Receipt")]
public sealed record Receipt([property: Id(0)] DiaryEntry Entry, [property: Id(1)] TallyReport Tally);

/// <param name="Offices">Departments of that child's subtree that the directive is known to go to.</param>
[GenerateSerializer, Immutable, Alias("PassedOn")]
public sealed record PassedOn([property: Id(0)] string Department, [property: Id(1)] int Offices);

/// <param name="Index">Counts entries of this office over all years; the next page has lower ones.</param>
[GenerateSerializer, Immutable, Alias("DiaryLine")]
public sealed record DiaryLine(
    [property: Id(0)] int Index,
    [property: Id(1)] DiaryEntry Entry,
    [property: Id(2)] bool Complied);
