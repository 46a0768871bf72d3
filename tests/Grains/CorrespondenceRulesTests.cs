using System.Collections.Immutable;
using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>Clarifications: who waits for whom, and what is bounded.</summary>
public sealed class CorrespondenceRulesTests
{
    private const string Number = "1/2020";
    private const string Post = "sgad/so-1";

    [Fact]
    public void Ask_New_WaitsForTheIssuer()
    {
        var change = Ask(new(), new());

        var fact = Assert.IsType<ClarificationAsked>(change.Fact);
        Assert.Equal(new ClarificationAsked(1, 1, Post, "p-3", Text("Officer"), "Does it apply?", "op-1") { Directive = Number, At = Now }, fact);
        Assert.True(change.Question!.Thread!.Open);
        Assert.Equal((1, "1", "1", "1"), (change.Index.Questions, Show(change.Index.Open), Show(change.Asker.Questions), Show(change.Asker.Open)));
    }

    [Fact]
    public void Answer_Then_Ask_IsOneThread()
    {
        var asked = Ask(new(), new());
        var answered = Answer(asked);
        var again = Ask(answered.Index, answered.Asker, answered.Question!.Thread);

        Assert.False(answered.Question.Thread!.Open);
        Assert.Equal(("", ""), (Show(answered.Index.Open), Show(answered.Asker.Open)));
        Assert.Equal(new ClarificationAnswered(1, 2, Post, "p-2", "It does.", false, "op-2") { Directive = Number, At = Now }, answered.Fact);
        Assert.Equal([false, true, false], again.Question!.Thread!.Messages.Select(message => message.Answer));
        Assert.Equal((1, "1", "1"), (again.Index.Questions, Show(again.Index.Open), Show(again.Asker.Open)));
        Assert.Equal(3, ((ClarificationAsked)again.Fact).Message);
    }

    [Fact]
    public void Ask_InAnothersThread_IsRefused()
    {
        var thread = Ask(new(), new()).Question!.Thread!;

        Refused(
            () => CorrespondenceRules.Ask(Number, new(), new(), thread, Command with { Asker = "law", Question = 1 }, null, Now),
            Refusal.PermissionDenied, "NOT_THE_ASKER");
    }

    [Fact]
    public void Ask_AsManyAsMayWait_IsRefusedUntilOneIsAnswered()
    {
        var (index, asker) = (new CorrespondenceState(), new AskerState());
        CorrespondenceChange? last = null;
        for (var i = 0; i < CorrespondenceRules.MaxOpenOfOne; i++)
            (index, asker) = ((last = Ask(index, asker)).Index, last.Asker);

        Refused(() => Ask(index, asker), Refusal.NotAllowedNow, "TOO_MANY_OPEN");
        var answered = Answer(last!);
        Assert.Equal(CorrespondenceRules.MaxOpenOfOne, Ask(answered.Index, answered.Asker).Asker.Open.Length);
    }

    [Fact]
    public void Ask_MoreThanTheIssuerMayHaveWaiting_IsRefused()
    {
        var index = new CorrespondenceState { Questions = 1_000, Open = [.. Enumerable.Range(1, CorrespondenceRules.MaxOpen)] };

        Refused(() => Ask(index, new()), Refusal.NotAllowedNow, "ISSUER_BUSY");
    }

    [Fact]
    public void Ask_MoreThanOneMayAskAtAll_IsRefused()
    {
        var asker = new AskerState { Questions = [.. Enumerable.Range(1, CorrespondenceRules.MaxQuestionsOfOne)] };

        Refused(() => Ask(new() { Questions = 100 }, asker), Refusal.NotAllowedNow, "TOO_MANY_QUESTIONS");
    }

    [Fact]
    public void Answer_ThreadAsLongAsItMayBe_IsRefused()
    {
        var change = Ask(new(), new());
        for (var i = 1; i < CorrespondenceRules.MaxMessages; i++)
            change = Answer(change);

        Refused(() => Answer(change), Refusal.NotAllowedNow, "THREAD_FULL");
    }

    [Fact]
    public void Answer_Shared_IsSeenByOthersWithoutWhoAsked()
    {
        var asked = Ask(new(), new());
        var shared = Answer(asked, share: true);
        var thread = shared.Question!.Thread!;

        var seen = CorrespondenceRules.SeenBy(thread, "law");

        Assert.True(((ClarificationAnswered)shared.Fact).Shared);
        Assert.Equal("1", Show(shared.Index.Shared));
        Assert.Equal(("", "", null, "p-2"), (seen.Asker, seen.Messages[0].By, seen.Messages[0].Name, seen.Messages[1].By));
        Assert.Same(thread, CorrespondenceRules.SeenBy(thread, Post));
        Assert.Same(thread, CorrespondenceRules.SeenBy(thread, null));
        Assert.Equal("1", Show(Answer(shared, share: true).Index.Shared));
        Assert.True(((ClarificationAnswered)Answer(shared).Fact).Shared, "what is shared stays so");
    }

    [Fact]
    public void Answer_MoreSharedThanMayBe_IsRefused()
    {
        var asked = Ask(new(), new());
        var full = asked with { Index = asked.Index with { Shared = [.. Enumerable.Range(2, CorrespondenceRules.MaxShared)] } };

        Refused(() => Answer(full, share: true), Refusal.NotAllowedNow, "TOO_MANY_SHARED");
        Answer(full);
    }

    [Fact]
    public void Threads_OfAViewer_AreItsOwnAndTheSharedOnes()
    {
        var index = new CorrespondenceState { Questions = 9, Open = [2, 7], Shared = [3, 8] };
        var asker = new AskerState { Questions = [2, 3, 5], Open = [2] };

        Assert.Equal("8 5 3 2", Numbers(asker, new("law", false, 0, 9)));
        Assert.Equal("3 2", Numbers(asker, new("law", false, 5, 9)));
        Assert.Equal("2", Numbers(asker, new("law", true, 0, 9)));
        Assert.Equal("9 8 7 6 5 4 3 2 1", Numbers(null, new(null, false, 0, 9)));
        Assert.Equal("7 2", Numbers(null, new(null, true, 0, 9)));

        string Numbers(AskerState? viewer, CorrespondenceQuery query) => string.Join(' ', CorrespondenceRules.Threads(index, viewer, query));
    }

    [Fact]
    public void CheckServed_WhoMayAsk_IsTheHolderOfAServedPostOrAnOfficeThatReceived()
    {
        var entry = new DiaryEntry(Number, 1, Text("Order"), 1, 2020, Now, null, [new("so-1", AddresseeKind.Action, false)], [], null, null);
        var post = Directives.Tests.Support.TestOrganogram.Post("so-1", 17, "section-officer", "pms", "p-3");

        CorrespondenceRules.CheckServed(Number, Post, "p-3", new PostService(post, entry, entry.Served[0]), entry);
        CorrespondenceRules.CheckServed(Number, "sgad", "p-9", null, entry);
        Refused(() => CorrespondenceRules.CheckServed(Number, Post, "p-4", new PostService(post, entry, entry.Served[0]), entry), Refusal.PermissionDenied, "NOT_INCUMBENT");
        Refused(() => CorrespondenceRules.CheckServed(Number, Post, "p-3", new PostService(post, entry, null), entry), Refusal.NotAllowedNow, "NOT_SERVED");
        Refused(() => CorrespondenceRules.CheckServed(Number, "law", "p-9", null, null), Refusal.NotAllowedNow, "NOT_RECEIVED");
    }

    private static AskCommand Command => new("op-1", Post, "p-3", 0, "Does it apply?");

    private static string Show(ImmutableArray<int> numbers) => string.Join(' ', numbers);

    private static CorrespondenceChange Ask(CorrespondenceState index, AskerState asker, Clarification? thread = null) =>
        CorrespondenceRules.Ask(Number, index, asker, thread, Command with { Question = thread?.Number ?? 0 }, Text("Officer"), Now);

    private static CorrespondenceChange Answer(CorrespondenceChange asked, bool share = false) => CorrespondenceRules.Answer(
        Number, asked.Index, asked.Asker, asked.Question!.Thread!, new AnswerCommand("op-2", "p-2", asked.Question.Thread!.Number, "It does.", share), Now);
}
