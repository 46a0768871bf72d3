using Directives.Gateway;
using Directives.Grains;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Tests.Gateway;

/// <summary>Every failure has one status, with details, and none gives away what went wrong inside.</summary>
public sealed class ErrorMappingTests : IClassFixture<ErrorMappingTests.Faulty>
{
    private readonly Faulty faulty;

    public ErrorMappingTests(Faulty faulty) => this.faulty = faulty;

    public static TheoryData<Exception, StatusCode, string> Failures => new()
    {
        { new RefusedException(Refusal.InvalidArgument, "ODD", "It is odd."), StatusCode.InvalidArgument, "ODD" },
        { RefusedException.NotFound("such thing"), StatusCode.NotFound, "NOT_FOUND" },
        { new RefusedException(Refusal.AlreadyExists, "TAKEN", "Taken."), StatusCode.AlreadyExists, "TAKEN" },
        { RefusedException.NotAllowedNow("LATER", "Later."), StatusCode.FailedPrecondition, "LATER" },
        { new RefusedException(Refusal.PermissionDenied, "NOT_INCUMBENT", "No."), StatusCode.PermissionDenied, "NOT_INCUMBENT" },
        { new RefusedException(Refusal.OperationIdReused, "OPERATION_ID_REUSED", "Used."), StatusCode.InvalidArgument, "OPERATION_ID_REUSED" },
        { new RefusedException(Refusal.Exhausted, "STORAGE_BUSY", "Busy."), StatusCode.ResourceExhausted, "STORAGE_BUSY" },
        { new TimeoutException("after 30 s in silo 7"), StatusCode.DeadlineExceeded, "OUTCOME_UNKNOWN" },
        { new LimitExceededException("queue of 7"), StatusCode.ResourceExhausted, "BUSY" },
        { new InconsistentStateException("etag 7"), StatusCode.Aborted, "CONFLICT" },
        { new SiloUnavailableException("silo 7"), StatusCode.Unavailable, "UNAVAILABLE" },
        { new LedgerUnavailableException(true, "host 7"), StatusCode.Unavailable, "OUTCOME_UNKNOWN" },
        { new LedgerUnavailableException(false, "host 7"), StatusCode.Unavailable, "STORAGE_UNAVAILABLE" },
        { new InvalidOperationException("secret 7"), StatusCode.Internal, "INTERNAL" },
        { new OperationCanceledException("token 7"), StatusCode.Internal, "INTERNAL" },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Command_ThatFails_HasItsStatusAndReason(Exception failure, StatusCode code, string reason)
    {
        var refused = await FailAsync(failure, () => faulty.Gateway.Directives.IssueAsync(
            new IssueRequest { OperationId = "a", Draft = SmallProvince.Draft() }, faulty.Gateway.AsRole(Role.Issuer)).ResponseAsync);

        Assert.Equal((code, reason, "directives"), (refused.Code, refused.Reason, refused.Info!.Domain));
        Assert.True(failure is RefusedException || !refused.Message.Contains('7', StringComparison.Ordinal) || code == StatusCode.Internal, refused.Message);
        if (failure is RefusedException { Refusal: not Refusal.OperationIdReused })
            Assert.Equal(failure.Message, refused.Message);
    }

    [Fact]
    public async Task Query_ThatTimesOut_SaysNothingOfAnOutcome()
    {
        var refused = await FailAsync(new TimeoutException(), () => faulty.Gateway.Directives.GetAsync(
            new GetDirectiveRequest { Number = "A/1" }, faulty.Gateway.AsRole(Role.Issuer)).ResponseAsync);

        Assert.Equal((StatusCode.DeadlineExceeded, "NO_ANSWER"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Call_ThatFailsUnexpectedly_HasACorrelationAndNothingElse()
    {
        var refused = await FailAsync(new InvalidOperationException("password=hunter2"), () => faulty.Gateway.Directives.GetAsync(
            new GetDirectiveRequest { Number = "A/1" }, faulty.Gateway.AsRole(Role.Issuer)).ResponseAsync);

        var correlation = refused.Info!.Metadata["correlation"];
        Assert.Equal($"The server failed; its log has the cause under {correlation}.", refused.Message);
        Assert.Contains(correlation, faulty.Gateway.Errors, StringComparison.Ordinal);
        Assert.Contains("hunter2", faulty.Gateway.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ThatFails_HasItsStatusToo()
    {
        var refused = await FailAsync(RefusedException.NotAllowedNow("LATER", "Later."), async () =>
        {
            using var call = faulty.Gateway.Oversight.Watch(new WatchRequest { Directive = "A/1" }, faulty.Gateway.AsRole(Role.Oversight));
            await call.ResponseStream.MoveNext(CancellationToken.None);
        });

        Assert.Equal((StatusCode.FailedPrecondition, "LATER"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Violations_OfARefusal_ArriveAsFieldViolations()
    {
        var refused = await FailAsync(
            new RefusedException([new FieldViolation("draft.title.ur", "must have 1 to 300 characters"), new FieldViolation("draft.number", "ہے")]),
            () => faulty.Gateway.Directives.IssueAsync(
                new IssueRequest { OperationId = "a", Draft = SmallProvince.Draft() }, faulty.Gateway.AsRole(Role.Issuer)).ResponseAsync);

        Assert.Equal([("draft.title.ur", "must have 1 to 300 characters"), ("draft.number", "ہے")], refused.Violations);
    }

    private async Task<Refused> FailAsync(Exception failure, Func<Task> call)
    {
        _ = faulty.Gateway.AsRole(Role.Issuer);
        _ = faulty.Gateway.AsRole(Role.Oversight);
        faulty.Failure = failure;
        try
        {
            return await TestGateway.RefusedAsync(call);
        }
        finally
        {
            faulty.Failure = null;
        }
    }

    /// <summary>A gateway whose directive grains fail as they are told to.</summary>
    public sealed class Faulty : IAsyncLifetime
    {
        private TestDatabase? database;

        internal TestGateway Gateway { get; private set; } = null!;

        internal Exception? Failure { get; set; }

        public async ValueTask InitializeAsync()
        {
            database = TestDatabase.Create(TestDatabase.Sqlite);
            Gateway = (await TestGateway.StartAsync(database, configure: builder => GrainFaults.Add(builder, call =>
                Failure is { } failure && call.TargetId.Type.ToString() == "directive" ? Task.FromException(failure) : Task.CompletedTask)))
                .Expecting(typeof(ErrorMapping).FullName!);
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            database?.Dispose();
        }
    }
}
