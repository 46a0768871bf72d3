using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;

namespace Directives.Tests.Gateway;

/// <summary>A gateway with the small province in force and its directive issued, for tests that leave it usable.</summary>
public abstract class GatewayFixture(string provider) : IAsyncLifetime
{
    private TestDatabase? database;
    private int numbers;

    internal TestGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        database = TestDatabase.Create(provider);
        Gateway = await TestGateway.StartAsync(database);
        await Gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts).InTime("the import");
        await IssueAsync(SmallProvince.Number);
    }

    /// <summary>Issues a directive and returns its number once it has reached every office.</summary>
    internal async Task<string> IssueAsync(string? number = null)
    {
        number ??= $"TEST/{Interlocked.Increment(ref numbers)}";
        var request = new IssueRequest { OperationId = $"issue-{number}", Draft = SmallProvince.Draft(number) };
        await Gateway.Directives.IssueAsync(request, Gateway.AsRole(Role.Issuer));
        await Gateway.RestAsync();
        return number;
    }

    /// <summary>Opens and, unless told otherwise, acknowledges a directive for the person in a post.</summary>
    internal async Task AnswerAsync(string number, string post, bool acknowledge = true)
    {
        var headers = Gateway.As(post);
        await Gateway.Officers.OpenAsync(
            new OpenRequest { OperationId = $"open-{number}-{post}", Post = post, Directive = number, Language = "en" }, headers);
        if (acknowledge)
        {
            await Gateway.Officers.AcknowledgeAsync(
                new AcknowledgeRequest { OperationId = $"ack-{number}-{post}", Post = post, Directive = number, Version = 1 }, headers);
        }

        await Gateway.RestAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            if (Gateway is not null)
                await Gateway.DisposeAsync();
        }
        finally
        {
            database?.Dispose();
        }
    }
}

public sealed class SqliteGateway() : GatewayFixture(TestDatabase.Sqlite);

public sealed class PostgresGateway() : GatewayFixture(TestDatabase.Postgres);
