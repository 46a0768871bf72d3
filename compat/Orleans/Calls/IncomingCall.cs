using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Leads a call through the silo's filters, then the grain's own, then to the method.</summary>
internal sealed class IncomingCall(Call call, Activation target, IIncomingGrainCallFilter[] filters) : IIncomingGrainCallContext
{
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
        var filter = _stage < filters.Length ? filters[_stage]
            : _stage == filters.Length ? Grain as IIncomingGrainCallFilter : null;
        var last = _stage > filters.Length || (_stage == filters.Length && filter is null);
        if (_stage > filters.Length + 1)
            throw new InvalidOperationException($"{nameof(Invoke)} received an invalid call.");
        var stage = _stage;
        _stage = last ? filters.Length + 2 : _stage + 1;
        try
        {
            if (filter is not null)
            {
                await filter.Invoke(this);
                if (Response is null)
                    throw new InvalidOperationException($"The filter {filter.GetType().Name} neither invoked the call nor set its response.");
                return;
            }
            Response = await call.InvokeMethodAsync();
        }
        catch (Exception e) when (last)
        {
            Response = Response.FromException(e);
            ExceptionDispatchInfo.Throw(e);
        }
        finally
        {
            _stage = stage;
        }
    }
}
