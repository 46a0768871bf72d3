using YamlDotNet.RepresentationModel;

namespace Directives.Tests.Deploy;

/// <summary>The Kubernetes manifests agree with one another; that they render is checked by <c>.ci/run</c> with kubectl.</summary>
public sealed class ManifestTests
{
    private static readonly string Folder = Path.Combine(FindRepository(), "k8s");

    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "Job"];

    [Fact]
    public void Kustomization_EveryFile_IsListedAndThere()
    {
        var listed = Strings(Load("kustomization.yaml").Single(), "resources");

        var there = Directory.GetFiles(Folder, "*.yaml").Select(Path.GetFileName).Where(name => name != "kustomization.yaml");
        Assert.Equal(there.Order(), listed.Order());
    }

    [Fact]
    public void Workloads_EverySelector_FindsItsOwnPods()
    {
        foreach (var workload in All().Where(document => Text(document, "kind") is "Deployment" or "StatefulSet"))
        {
            var selected = Map(workload, "spec", "selector", "matchLabels").Children;
            var labels = Map(workload, "spec", "template", "metadata", "labels").Children;
            Assert.All(selected, label => Assert.True(labels.Contains(label), $"{Name(workload)} selects {label}, which its pods do not carry"));
        }
    }

    [Fact]
    public void Services_EverySelector_FindsAWorkload()
    {
        var pods = All().Where(document => Workloads.Contains(Text(document, "kind")))
            .Select(workload => Text(Map(workload, "spec", "template", "metadata", "labels"), "app.kubernetes.io/name"))
            .ToList();

        foreach (var service in All().Where(document => Text(document, "kind") == "Service"))
            Assert.Contains(Text(Map(service, "spec", "selector"), "app.kubernetes.io/name"), pods);
    }

    [Fact]
    public void Containers_All_RunUnprivilegedWithinBounds()
    {
        foreach (var workload in All().Where(document => Workloads.Contains(Text(document, "kind"))))
        {
            var pod = Map(workload, "spec", "template", "spec");
            Assert.Equal("true", Text(Map(pod, "securityContext"), "runAsNonRoot"));
            foreach (var container in ((YamlSequenceNode)pod["containers"]).Cast<YamlMappingNode>())
            {
                Assert.Equal("false", Text(Map(container, "securityContext"), "allowPrivilegeEscalation"));
                Assert.False(string.IsNullOrEmpty(Text(Map(container, "resources", "limits"), "memory")), $"{Name(workload)} has no limit of memory");
            }
        }
    }

    [Fact]
    public void Gateway_OneActiveAndOneThatWaits_NeitherIsWaitedForNorKilled()
    {
        var spec = Map(All().Single(document => Text(document, "kind") == "StatefulSet" && Name(document) == "gateway"), "spec");
        var container = (YamlMappingNode)((YamlSequenceNode)Map(spec, "template", "spec")["containers"]).Single();
        var environment = ((YamlSequenceNode)container["env"]).Cast<YamlMappingNode>()
            .Where(variable => variable.Children.ContainsKey("value"))
            .ToDictionary(variable => Text(variable, "name"), variable => Text(variable, "value"));
        var ports = ((YamlSequenceNode)container["ports"]).Cast<YamlMappingNode>().ToDictionary(port => Text(port, "name"), port => Text(port, "containerPort"));

        Assert.Equal(("2", "true"), (Text(spec, "replicas"), environment["Storage__Standby"]));
        // The one that waits is never ready, so nothing may wait for it to be.
        Assert.Equal(("Parallel", "OnDelete"), (Text(spec, "podManagementPolicy"), Text(Map(spec, "updateStrategy"), "type")));
        // Its other ports are shut: only the health port tells a process that waits from one that is ill.
        Assert.Equal(ports["health"], environment["Gateway__HealthPort"]);
        Assert.Equal(("/ready", "health"), Probe("readinessProbe"));
        Assert.Equal(("/live", "health"), Probe("livenessProbe"));

        (string, string) Probe(string probe) => (Text(Map(container, probe, "httpGet"), "path"), Text(Map(container, probe, "httpGet"), "port"));
    }

    private static IEnumerable<YamlMappingNode> All() =>
        Strings(Load("kustomization.yaml").Single(), "resources").SelectMany(Load);

    private static List<YamlMappingNode> Load(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Folder, file));
        stream.Load(reader);
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    private static string Name(YamlMappingNode document) => Text(Map(document, "metadata"), "name");

    private static YamlMappingNode Map(YamlMappingNode node, params string[] path) =>
        path.Aggregate(node, (inner, key) => (YamlMappingNode)inner[key]);

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static IEnumerable<string> Strings(YamlMappingNode node, string key) =>
        ((YamlSequenceNode)node[key]).Select(item => ((YamlScalarNode)item).Value!);

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directives.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"There is no Directives.sln above {AppContext.BaseDirectory}.");
    }
}
