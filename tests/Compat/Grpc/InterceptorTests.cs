using Directives.Tests.GrpcCompat.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Directives.Tests.GrpcCompat;

public sealed class InterceptorTests
{
    public static TheoryData<string> Kinds => ["unary", "gather", "scatter", "converse"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Server_OfAllAndOfService_RunInOrderAroundEachKind(string kind)
    {
        await using var server = await ProbeServer.StartAsync(
            options =>
            {
                options.Interceptors.Add<TrailInterceptor>("outer");
                options.Interceptors.Add<TrailInterceptor>("inner");
            },
            services => services.AddGrpc().AddServiceOptions<ProbeService>(options => options.Interceptors.Add<TrailInterceptor>("service")));
        var trailers = await CallAsync(server.Client(), kind);
        Assert.Equal(["outer", "inner", "service"], trailers.GetAll("x-trail").SelectMany(e => e.Value.Split(", ")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Server_ThatMapsExceptions_SetsTheStatusOfEachKind(string kind)
    {
        await using var server = await ProbeServer.StartAsync(options => options.Interceptors.Add<MappingInterceptor>());
        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync(server.Client(), kind, new Ask { Throw = true, Detail = "mapped" }));
        Assert.Equal((StatusCode.Aborted, "mapped"), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task Server_MadeForTheCall_IsDisposedAfterIt()
    {
        var log = new DisposalLog();
        await using var server = await ProbeServer.StartAsync(
            options => options.Interceptors.Add<DisposableInterceptor>(),
            services => services.AddSingleton(log));
        await server.Client().UnaryAsync(new Ask());
        await server.Client().UnaryAsync(new Ask());
        Assert.Equal((2, 2), (log.Made, log.Disposed));
    }

    [Fact]
    public async Task Server_RegisteredAsService_IsNotDisposedByTheCall()
    {
        var log = new DisposalLog();
        await using var server = await ProbeServer.StartAsync(
            options => options.Interceptors.Add<DisposableInterceptor>(),
            services => services.AddSingleton(log).AddSingleton<DisposableInterceptor>());
        await server.Client().UnaryAsync(new Ask());
        await server.Client().UnaryAsync(new Ask());
        Assert.Equal((1, 0), (log.Made, log.Disposed));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Client_Several_RunInOrderAroundEachKind(string kind)
    {
        await using var server = await ProbeServer.StartAsync();
        var invoker = server.Connect()
            .Intercept(new HeaderInterceptor("first"), new HeaderInterceptor("second"))
            .Intercept(metadata =>
            {
                metadata.Add("x-path", "zeroth");
                return metadata;
            });
        var trailers = await CallAsync(new Probe.ProbeClient(invoker), kind, new Ask { ReflectMetadata = true });
        Assert.Equal("zeroth, first, second", string.Join(", ", trailers.GetAll("x-trailer-path").Select(e => e.Value)));
    }

    [Fact]
    public async Task Client_Blocking_IsIntercepted()
    {
        await using var server = await ProbeServer.StartAsync();
        var client = new Probe.ProbeClient(server.Connect().Intercept(new RewritingInterceptor()));
        Assert.Equal("rewritten", client.Unary(new Ask { Text = "written" }, cancellationToken: TestContext.Current.CancellationToken).Text);
    }

    private static async Task<Metadata> CallAsync(Probe.ProbeClient client, string kind, Ask? ask = null)
    {
        ask ??= new Ask { Count = 1 };
        switch (kind)
        {
            case "unary":
                using (var call = client.UnaryAsync(ask))
                {
                    await call;
                    return call.GetTrailers();
                }
            case "gather":
                using (var call = client.Gather())
                {
                    await call.RequestStream.WriteAsync(ask);
                    await call.RequestStream.CompleteAsync();
                    await call;
                    return call.GetTrailers();
                }
            case "scatter":
                using (var call = client.Scatter(ask))
                {
                    while (await call.ResponseStream.MoveNext(default))
                    {
                    }
                    return call.GetTrailers();
                }
            default:
                using (var call = client.Converse())
                {
                    await call.RequestStream.WriteAsync(ask);
                    await call.RequestStream.CompleteAsync();
                    while (await call.ResponseStream.MoveNext(default))
                    {
                    }
                    return call.GetTrailers();
                }
        }
    }

    private sealed class TrailInterceptor(string name) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            context.ResponseTrailers.Add("x-trail", name);
            return continuation(request, context);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            context.ResponseTrailers.Add("x-trail", name);
            return continuation(requestStream, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            context.ResponseTrailers.Add("x-trail", name);
            return continuation(request, responseStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            context.ResponseTrailers.Add("x-trail", name);
            return continuation(requestStream, responseStream, context);
        }
    }

    private sealed class MappingInterceptor : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            try
            {
                return await continuation(request, context);
            }
            catch (InvalidOperationException ex)
            {
                throw Map(ex);
            }
        }

        public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            try
            {
                return await continuation(requestStream, context);
            }
            catch (InvalidOperationException ex)
            {
                throw Map(ex);
            }
        }

        public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            try
            {
                await continuation(request, responseStream, context);
            }
            catch (InvalidOperationException ex)
            {
                throw Map(ex);
            }
        }

        public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            try
            {
                await continuation(requestStream, responseStream, context);
            }
            catch (InvalidOperationException ex)
            {
                throw Map(ex);
            }
        }

        private static RpcException Map(InvalidOperationException exception) => new(new Status(StatusCode.Aborted, exception.Message));
    }

    private sealed class DisposalLog
    {
        internal int Made { get; set; }

        internal int Disposed { get; set; }
    }

    private sealed class DisposableInterceptor : Interceptor, IDisposable
    {
        private readonly DisposalLog _log;

        public DisposableInterceptor(DisposalLog log)
        {
            _log = log;
            _log.Made++;
        }

        public void Dispose() => _log.Disposed++;
    }

    private sealed class HeaderInterceptor(string name) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, Add(context));

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, Add(context));

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
            continuation(Add(context));

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
            continuation(Add(context));

        private ClientInterceptorContext<TRequest, TResponse> Add<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
            where TRequest : class
            where TResponse : class
        {
            var headers = context.Options.Headers ?? [];
            headers.Add("x-path", name);
            return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, context.Options.WithHeaders(headers));
        }
    }

    private sealed class RewritingInterceptor : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            (request as Ask)!.Text = "rewritten";
            return continuation(request, context);
        }
    }
}
