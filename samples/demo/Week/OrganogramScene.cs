using Directives.Cli.Registry;
using Directives.Cli.Views;

namespace Directives.Demo.Week;

/// <summary>Punjab's organogram is imported.</summary>
internal static class OrganogramScene
{
    public static async Task PlayAsync(Stage stage, CancellationToken cancellation)
    {
        stage.Screen.Say("Importing Punjab …");
        var admin = await stage.AdminAsync(cancellation);
        var import = new RegistryImport(
            stage.Sample("punjab", "departments.csv"), stage.Sample("punjab", "posts.csv"), false, Stage.Operation("import"));
        var result = await ImportProgressView.FollowAsync(stage.Terminal, false, progress => import.SendAsync(admin, progress, cancellation));
        stage.Say($"The organogram: {result.Departments:N0} departments, {result.Posts:N0} posts, {result.Vacant:N0} vacant.");
    }
}
