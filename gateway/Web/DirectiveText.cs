using Markdig;
using Markdig.Parsers.Inlines;
using Microsoft.AspNetCore.Html;

namespace Directives.Gateway.Web;

/// <summary>
/// The text of a directive as a page shows it. It is Markdown, and what could run, load something or lead elsewhere is
/// shown as it is written: HTML, links, pictures.
/// </summary>
internal static class DirectiveText
{
    private static readonly MarkdownPipeline Pipeline = CreatePipeline();

    public static IHtmlContent ToHtml(string markdown) => new HtmlString(Markdown.ToHtml(markdown, Pipeline));

    private static MarkdownPipeline CreatePipeline()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml();
        builder.InlineParsers.TryRemove<LinkInlineParser>();
        builder.InlineParsers.TryRemove<AutolinkInlineParser>();
        return builder.Build();
    }
}
