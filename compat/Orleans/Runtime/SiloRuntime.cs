using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>The one silo of this process.</summary>
internal sealed class SiloRuntime
{
    private volatile bool _stopped;

    public SiloRuntime(
        IServiceProvider services,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        ILogger<SiloRuntime> logger)
    {
        Services = services;
        Messaging = messaging.Value;
        Collection = collection.Value;
        Logger = logger;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Filters = [.. services.GetServices<IIncomingGrainCallFilter>()];
        Classes = new(GrainClasses.ApplicationAssemblies, Collection);
        Activations = new(this);
        Pending = new(this);
        Factory = new(this);
    }

    public IServiceProvider Services { get; }

    public SiloMessagingOptions Messaging { get; }

    public GrainCollectionOptions Collection { get; }

    public ILogger Logger { get; }

    public TimeProvider Time { get; }

    public IIncomingGrainCallFilter[] Filters { get; }

    public GrainClasses Classes { get; }

    public ActivationDirectory Activations { get; }

    public PendingCalls Pending { get; }

    public GrainFactory Factory { get; }

    /// <summary>Gives the call to its grain's activation, making one if there is none.</summary>
    public Activation? Deliver(Call call)
    {
        if (_stopped)
        {
            call.Fail(ShuttingDown(call));
            return null;
        }
        try
        {
            while (true)
            {
                var activation = Activations.GetOrAdd(call.GrainId);
                if (activation.TryEnqueue(call))
                    return activation;
            }
        }
        catch (ArgumentException unknownGrainType)
        {
            call.Fail(unknownGrainType);
            return null;
        }
    }

    /// <summary>From here on every call fails, those under way too.</summary>
    public void Stop()
    {
        _stopped = true;
        Pending.FailAll(ShuttingDown);
    }

    private static SiloUnavailableException ShuttingDown(Call call) =>
        new($"The local Orleans host is shutting down and can no longer process the request: {call}.");
}
