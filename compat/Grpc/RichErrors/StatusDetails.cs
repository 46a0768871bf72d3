using Google.Protobuf;

namespace Google.Rpc;

public sealed partial class Status
{
    /// <summary>The first detail of this type, or null.</summary>
    public T? GetDetail<T>()
        where T : class, IMessage<T>, new()
    {
        var name = new T().Descriptor.FullName;
        foreach (var detail in Details)
            if (NameOf(detail) == name)
                return detail.Unpack<T>();
        return null;
    }

    private static string NameOf(Protobuf.WellKnownTypes.Any detail) => Protobuf.WellKnownTypes.Any.GetTypeName(detail.TypeUrl);
}
