using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace Directives.Tests.Support;

/// <summary>
/// What <c>[Fact]</c> means in these tests: one that waits for ever ends as failed, by its name, and the others go on.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(LimitedFactDiscoverer))]
public sealed class LimitedFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : Xunit.FactAttribute(sourceFilePath, sourceLineNumber);

/// <summary>What <c>[Theory]</c> means in these tests: as <see cref="LimitedFactAttribute"/>, for each case.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(LimitedTheoryDiscoverer))]
public sealed class LimitedTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : Xunit.TheoryAttribute(sourceFilePath, sourceLineNumber);

public sealed class LimitedFactDiscoverer : FactDiscoverer
{
    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        base.Discover(discoveryOptions, testMethod, TestLimit.Apply(testMethod, factAttribute));
}

public sealed class LimitedTheoryDiscoverer : TheoryDiscoverer
{
    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        base.Discover(discoveryOptions, testMethod, TestLimit.Apply(testMethod, factAttribute));
}

internal static class TestLimit
{
    /// <summary>Longer than any test takes on a machine that is busy with other things.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    /// <summary>Only what is awaited can be left behind: a test that returns nothing has to bound its own waits.</summary>
    public static IFactAttribute Apply(IXunitTestMethod method, IFactAttribute attribute)
    {
        var awaited = typeof(Task).IsAssignableFrom(method.Method.ReturnType) || method.Method.ReturnType == typeof(ValueTask);
        if (awaited && !Debugger.IsAttached && attribute is Xunit.FactAttribute { Timeout: 0 } fact)
            fact.Timeout = (int)Limit.TotalMilliseconds;
        return attribute;
    }
}
