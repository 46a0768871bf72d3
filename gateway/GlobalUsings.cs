global using System.Collections.Immutable;
global using Directives.Grains;
global using Grpc.Core;
global using Orleans;
