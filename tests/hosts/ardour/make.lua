-- SPDX-FileCopyrightText: The Twobus authors
-- SPDX-License-Identifier: MIT OR Apache-2.0
--
-- A session with one stereo track through the limiter, driven 9 dB into a ceiling of -2 dBTP, and Reference.
-- usage: make.lua FOLDER

local LIMITER = "E05467E5688241CA90226380C5BA2D0F"
local REFERENCE = "5B332A3E3D4E4BDA031E655809A53CA6"

AudioEngine:set_backend("None (Dummy)", "", ""):set_sample_rate(48000)
local session = assert(create_session(arg[1], "proof", 48000))
for plugin in ARDOUR.LuaAPI.list_plugins():iter() do
  if plugin.name:find("Twobus") then print("listed", plugin.name) end
end
local order, mode = ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal
local track = session:new_audio_track(2, 2, nil, 1, "Mix", order, mode, true):front()
local processor = ARDOUR.LuaAPI.new_plugin(session, LIMITER, ARDOUR.PluginType.VST3, "")
assert(not processor:isnil(), "the limiter is not listed")
assert(track:add_processor_by_index(processor, 0, nil, true) == 0)
local reference = ARDOUR.LuaAPI.new_plugin(session, REFERENCE, ARDOUR.PluginType.VST3, "")
assert(not reference:isnil(), "Reference is not listed")
assert(track:add_processor_by_index(reference, 1, nil, true) == 0)
local places = { Gain = (9 + 24) / 60, Ceiling = (-2 + 24) / 24 }
local plugin = processor:to_plugininsert():plugin(0)
for index = 0, plugin:parameter_count() - 1 do
  local place = places[plugin:parameter_label(index)]
  if place then ARDOUR.LuaAPI.set_processor_param(processor, index, place) end
end
-- The plugin hears of its knobs when the engine has run.
ARDOUR.LuaAPI.usleep(1000000)
session:save_state("", false, false, false, false, false)
close_session()
quit()
