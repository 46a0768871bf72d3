using System.Text;
using Directives.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await DirectivesCli.RunAsync(args, Terminal.OfProcess(), CancellationToken.None);
