using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Leads a call through the silo's filters, then the grain's own, then to the method.</summary>
internal sealed class IncomingCall(Call call, Activation target, IIncomingGrainCallFilter[] filters) : IIncomingGrainCallContext
{
    private readonly IIncomingGrainCallFilter[] _filters = target.GrainInstance is IIncomingGrainCallFilter own ? [.. filters, own] : filters;
    private int _stage;

    public IInvokable Request => call;

    public object Grain => target.GrainInstance!;

    public GrainId TargetId => target.GrainId;

    public IGrainContext TargetContext => target;

    public string InterfaceName => call.GetInterfaceName();

    public string MethodName => call.GetMethodName();

    public MethodInfo InterfaceMethod => call.GetMethod();

    public MethodInfo ImplementationMethod
    {
        get
        {
            var map = Grain.GetType().GetInterfaceMap(call.GetInterfaceType());
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, call.GetMethod())];
        }
    }

    public object? Result
    {
        get => Response is { Exception: null } response ? response.Result : null;
        set => Response = Response.FromResult(value);
    }

    public Response? Response { get; set; }

    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            if (stage < _filters.Length)
                await FilterAsync(_filters[stage]);
            else if (stage == _filters.Length)
                Response = await call.InvokeMethodAsync();
            else
                throw new InvalidOperationException($"{nameof(Invoke)} received an invalid call.");
        }
        catch (Exception e) when (stage == _filters.Length)
        {
            Response = Response.FromException(e);
            throw;
        }
        finally
        {
            _stage = stage;
        }
    }

    private async Task FilterAsync(IIncomingGrainCallFilter filter)
    {
        await filter.Invoke(this);
        if (Response is null)
            throw new InvalidOperationException($"{nameof(Invoke)} invoked a broken filter: {filter.GetType().Name}.");
    }
}
