using Directives.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Npgsql;

namespace Directives.Bench.Peer;

/// <summary>What a program without actors does: one UPDATE in one transaction for each acknowledgement. It asks nobody who he is.</summary>
internal sealed class PeerService(NpgsqlDataSource database) : OfficerService.OfficerServiceBase
{
    /// <summary>Served on every post, with the key that an answer names.</summary>
    public const string Table =
        """
        CREATE TABLE peer_service (
          post text NOT NULL, directive text NOT NULL, version int NOT NULL, served_at timestamptz NOT NULL,
          acknowledged_at timestamptz, operation_id text, PRIMARY KEY (post, directive))
        """;

    private const string Update =
        """
        UPDATE peer_service SET acknowledged_at = now(), operation_id = $4
        WHERE post = $1 AND directive = $2 AND version = $3 AND acknowledged_at IS NULL
        RETURNING served_at, acknowledged_at
        """;

    public override async Task<OfficerRecord> Acknowledge(AcknowledgeRequest request, ServerCallContext context)
    {
        await using var command = database.CreateCommand(Update);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Post });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Directive });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = request.Version });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.OperationId });
        await using var row = await command.ExecuteReaderAsync(context.CancellationToken);
        if (!await row.ReadAsync(context.CancellationToken))
            throw Refused(request);
        return Record(request, row.GetDateTime(0), row.GetDateTime(1));
    }

    public static OfficerRecord Record(AcknowledgeRequest request, DateTime served, DateTime acknowledged) => new()
    {
        Post = request.Post, Directive = request.Directive, Version = request.Version, Standing = Standing.Acknowledged,
        ServedAt = Timestamp.FromDateTime(served), AcknowledgedAt = Timestamp.FromDateTime(acknowledged),
    };

    public static RpcException Refused(AcknowledgeRequest request) => new(new Status(
        StatusCode.FailedPrecondition, $"{request.Directive} was not served on {request.Post}, or acknowledged already."));
}
