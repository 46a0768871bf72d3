using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Something that can be called by its address.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    /// <summary>A grain.</summary>
    public interface IGrain : IAddressable;

    /// <summary>A grain whose key is a string: the only kind that this engine has.</summary>
    public interface IGrainWithStringKey : IGrain;
}
