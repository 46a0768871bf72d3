using System.CommandLine;
using System.Text.Json;
using Directives.Cli.Registry;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives registry</c>: import, browse, generate.</summary>
internal static class RegistryCommand
{
    private const int LargestPage = 1000;

    public static Command Create(Runner run) =>
        new CliCommand("registry", "The organogram: departments, posts and the persons in them")
        {
            CreateImport(run), CreateBrowse(run), CreateGenerate(run),
        };

    private static CliCommand CreateImport(Runner run)
    {
        var departments = new Argument<string>("DEPARTMENTS.csv") { Description = "The departments" };
        var posts = new Argument<string>("POSTS.csv") { Description = "The posts with their incumbents" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and validate only, and show what would change" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "import", "Replace the organogram by two CSV files; all or nothing",
            "directives registry import samples/punjab/departments.csv samples/punjab/posts.csv --role admin",
            "directives registry import departments.csv posts.csv --dry-run --role admin")
        {
            departments, posts, dryRun, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var import = new RegistryImport(
                parse.GetRequiredValue(departments), parse.GetRequiredValue(posts), parse.GetValue(dryRun), session.Operate(parse.GetValue(operation)));
            session.Locate = import.Locate;
            var result = await ImportProgressView.FollowAsync(
                session.Terminal, session.Json, progress => session.Connection.InsistAsync(
                    () => import.SendAsync(session.Connection, progress, cancellation), cancellation));
            session.Answer(result, answer =>
            {
                session.Terminal.Output.WriteLine(Describe(answer, parse.GetValue(dryRun)));
                if (answer.Differences is { Told.Count: > 0 } differences)
                    Draw(session, differences, parse.GetValue(dryRun));
            });
        });
    }

    private static void Draw(CommandSession session, ImportDifferences differences, bool each)
    {
        session.Terminal.Output.WriteLine(FormattableString.Invariant(
            $"Departments: {differences.DepartmentsAdded:N0} added, {differences.DepartmentsMoved:N0} moved, {differences.DepartmentsRenamed:N0} renamed, {differences.DepartmentsVanished:N0} vanished. ")
            + FormattableString.Invariant(
            $"Posts: {differences.PostsAdded:N0} added, {differences.PostsChanged:N0} changed, {differences.PostsVanished:N0} vanished; {differences.ChargesChanged:N0} change hands."));
        if (!each || differences.Told.Count == 0)
            return;

        var grid = new Grid("Difference", "Department or post", "Before", "After");
        foreach (var difference in differences.Told)
            grid.Add(Drafts.Words<ImportDifference.Types.Kind>.Of(difference.Kind), difference.Id, difference.Before, difference.After);
        session.Draw(grid);
    }

    private static CliCommand CreateBrowse(Runner run)
    {
        var department = new Argument<string?>("DEPARTMENT") { Description = "Without it, the root", Arity = ArgumentArity.ZeroOrOne };
        var posts = new Option<bool>("--posts") { Description = "The posts on its roster instead of the departments below it" };
        var limit = Inputs.Limit(1000);
        var command = new CliCommand(
            "browse", "A department, what is below it, and its posts",
            "directives registry browse --role oversight", "directives registry browse sgad --posts --lang ur --role oversight")
        {
            department, posts, limit,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var id = parse.GetValue(department)
                ?? (await session.Connection.Registry.GetRegistryAsync(new GetRegistryRequest(), session.Connection.Within(cancellation))).Root;
            if (id.Length == 0)
                throw new UsageException("No organogram has been imported yet: directives registry import DEPARTMENTS.csv POSTS.csv --role admin");
            await (parse.GetValue(posts)
                ? ShowPostsAsync(session, id, parse.GetValue(limit), cancellation)
                : ShowDepartmentAsync(session, id, cancellation));
        });
    }

    private static CliCommand CreateGenerate(Runner run)
    {
        var posts = new Option<int>("--posts") { Description = $"How many, 1 to {RegistryGenerator.MaxPosts:N0}", HelpName = "N", Required = true };
        posts.Validators.Add(result => Inputs.CheckRange(result, 1, RegistryGenerator.MaxPosts));
        var seed = new Option<int>("--seed") { Description = "The same number and seed give the same files", HelpName = "S", DefaultValueFactory = _ => 1 };
        var directory = new Option<string>("--out") { Description = "The folder for departments.csv and posts.csv", HelpName = "DIR", Required = true };
        var command = new CliCommand(
            "generate", "Write an organogram of any size, invented; needs no server",
            "directives registry generate --posts 1000000 --seed 1 --out million")
        {
            posts, seed, directory,
        };
        return command.Does(run, (parse, session, cancellation) => GenerateAsync(
            session, parse.GetValue(posts), parse.GetValue(seed), parse.GetRequiredValue(directory), cancellation), authenticate: false);
    }

    private static async Task GenerateAsync(CommandSession session, int posts, int seed, string directory, CancellationToken cancellation)
    {
        GeneratedCounts counts;
        try
        {
            counts = await RegistryGenerator.GenerateAsync(posts, seed, directory, null, cancellation);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{directory} cannot be written: {wrong.Message}");
        }

        session.Terminal.Output.WriteLine(session.Json
            ? JsonSerializer.Serialize(counts, CliJson.Readable.GeneratedCounts)
            : FormattableString.Invariant($"Written to {directory}: {counts.Departments:N0} departments, {counts.Posts:N0} posts, {counts.Vacant:N0} vacant."));
    }

    private static string Describe(ImportResult result, bool dryRun)
    {
        var counts = FormattableString.Invariant(
            $"{result.Departments:N0} departments, {result.Posts:N0} posts, {result.Vacant:N0} vacant, {result.WithAdditionalCharge:N0} persons with more than one post");
        return (dryRun, result.Unchanged) switch
        {
            (true, _) => $"Right in every row: {counts}. Nothing was imported.",
            (_, true) => $"Already in force as version {result.Version}: {counts}. Nothing was written.",
            _ => $"Imported as version {result.Version}: {counts}.",
        };
    }

    private static async Task ShowDepartmentAsync(CommandSession session, string id, CancellationToken cancellation)
    {
        var found = await session.Connection.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = id }, session.Connection.Within(cancellation));
        session.Answer(found, department =>
        {
            session.Terminal.Output.WriteLine(Plain.Line(string.Join(" > ", department.Path)));
            session.Terminal.Output.WriteLine(Plain.Line(
                $"{session.Say(department.Summary.Name)}, {department.Summary.Kind}, headed by {(department.HeadPost.Length > 0 ? department.HeadPost : "no post")}"));
            var grid = new Grid("Department", "Name", "Kind", ">Departments", ">Posts");
            foreach (var line in (DepartmentSummary[])[department.Summary, .. department.Children])
                grid.Add(line.Id, session.Say(line.Name), line.Kind, line.Departments, line.Posts);
            session.Draw(grid);
        });
    }

    private static async Task ShowPostsAsync(CommandSession session, string id, int limit, CancellationToken cancellation)
    {
        var found = await Pages.GatherAsync(
            limit, LargestPage,
            async (size, token) => await session.Connection.Registry.ListPostsAsync(
                new ListPostsRequest { Department = id, PageSize = size, PageToken = token }, session.Connection.Within(cancellation)),
            page => page.Posts, page => page.NextPageToken);
        session.Answer(found, posts =>
        {
            var grid = new Grid("Post", "Designation", ">BPS", "Cadre", "Service group", "Officer", "Charge");
            foreach (var post in posts.Posts)
            {
                grid.Add(
                    post.Id, session.Say(post.Designation), post.Bps, post.Cadre, post.ServiceGroup,
                    post.Incumbent is null ? "(vacant)" : $"{session.Say(post.Incumbent.Name)} ({post.Incumbent.Person})",
                    post.Incumbent is null ? "" : Drafts.Words<ChargeKind>.Of(post.Incumbent.Charge));
            }

            session.Draw(grid);
            session.SayMore(posts.NextPageToken);
        });
    }
}
