using System.Collections.Immutable;
using Directives.Grains;
using Grpc.Core;
using Orleans;

namespace Directives.Gateway.Web;

/// <summary>A directive as one reader may see it.</summary>
/// <param name="Department">The department whose subtree he looks at.</param>
/// <param name="MayReadOrder">The order itself, not only what became of it.</param>
internal sealed record View(IssuedDirective Directive, string Department, bool MayReadOrder);

/// <summary>A directive in the list: its counts in the subtree that the reader sees.</summary>
/// <param name="Of">The department at its root; null where it is the whole jurisdiction.</param>
/// <param name="Closed">How it went out of force; null while it is in force.</param>
internal sealed record DirectiveSummary(IssuedDirective Directive, string Department, LocalText? Of, Counts Counts, Closing? Closed)
{
    public string Number => Directive.Draft.Number;
}

/// <summary>What a reader sees: oversight, issuer and admin everything, the head of a department his subtree.</summary>
internal sealed class Viewing(Access access, Headships headships, ComplianceReader compliance, IClusterClient cluster)
{
    public const int MaxListed = 100;
    private const string GetCompliance = "/directives.v1.OversightService/GetCompliance";
    private const string GetDirective = "/directives.v1.DirectiveService/Get";
    private const string ListDirectives = "/directives.v1.DirectiveService/List";

    /// <param name="department">Null for the jurisdiction, or for the department that the reader heads.</param>
    /// <exception cref="RefusedException">InvalidArgument; NotFound for an unknown directive.</exception>
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    public async Task<View> GetAsync(Caller caller, string number, string? department)
    {
        var mayReadOrder = await MayAsync(GetDirective, caller, new V1.GetDirectiveRequest { Number = number });
        if (department is null && !mayReadOrder)
            department = await FirstHeadedAsync(caller, number);

        var request = new V1.GetComplianceRequest { Directive = number, Department = department ?? "" };
        await access.AdmitAsync(GetCompliance, caller, request);
        var issued = await cluster.GetGrain<IDirectiveGrain>(number).Get() ?? throw RefusedException.NotFound($"directive {number}");
        return new View(issued, department ?? issued.Draft.Jurisdiction, mayReadOrder);
    }

    /// <summary>The newest directives that the reader may see; at most <see cref="MaxListed"/>.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED for one who heads no department.</exception>
    public async Task<IReadOnlyList<DirectiveSummary>> ListAsync(Caller caller)
    {
        if (await MayAsync(ListDirectives, caller, new V1.ListDirectivesRequest()))
        {
            var lines = await cluster.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).List();
            return await SummariseAsync(lines.Take(MaxListed).Select(line => (line.Number, line.Jurisdiction)), whole: true);
        }

        var headed = await headships.OfAsync(caller.Subject);
        if (headed.IsEmpty)
            await access.AdmitAsync(ListDirectives, caller, new V1.ListDirectivesRequest());
        var received = new List<(string, string)>();
        foreach (var department in headed)
        {
            foreach (var line in await cluster.GetGrain<IDepartmentGrain>(department).ListDiary(0, MaxListed))
                received.Add((line.Entry.Directive, department));
        }

        return await SummariseAsync(received.Take(MaxListed), whole: false);
    }

    public Task<bool> MaySeeAsync(Caller caller, string number, string department) =>
        MayAsync(GetCompliance, caller, new V1.GetComplianceRequest { Directive = number, Department = department });

    private async Task<IReadOnlyList<DirectiveSummary>> SummariseAsync(IEnumerable<(string Number, string Department)> lines, bool whole)
    {
        var summaries = new List<DirectiveSummary>();
        foreach (var (number, department) in lines)
        {
            if (await cluster.GetGrain<IDirectiveGrain>(number).Get() is not { } issued)
                continue;
            var counted = await compliance.GetAsync(issued, department);
            var standing = await cluster.GetGrain<IDirectiveGrain>(number).GetStanding();
            summaries.Add(new DirectiveSummary(
                issued, department, whole ? null : counted.Total.Name.ToText(), Counts.Of(counted.Total.Tally), standing?.Closed));
        }

        return summaries;
    }

    private async Task<string?> FirstHeadedAsync(Caller caller, string number)
    {
        foreach (var department in await headships.OfAsync(caller.Subject))
        {
            if (await cluster.GetGrain<IDepartmentGrain>(department).GetDiaryEntry(number) is not null)
                return department;
        }

        return null;
    }

    private async Task<bool> MayAsync(string method, Caller caller, Google.Protobuf.IMessage request)
    {
        try
        {
            await access.AdmitAsync(method, caller, request);
            return true;
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.PermissionDenied)
        {
            return false;
        }
    }
}
